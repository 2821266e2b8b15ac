package dev.quorumvip.agent.health;

import java.util.List;

/** One VIP, and the checks that it has. */
final class WatchedVip {
    final String name;
    List<Watch> checks = List.of();
    VipHealth health = VipHealth.UNKNOWN;
    Moment since;

    WatchedVip(String name, Moment now) {
        this.name = name;
        this.since = now;
    }

    /** Why it is as it is: the first check that stands in the way, or that all pass. */
    String reason() {
        return switch (health) {
            case FAILING -> first(CheckState.FAILING);
            case UNKNOWN -> first(CheckState.UNKNOWN);
            case PASSING -> passing();
        };
    }

    private String first(CheckState state) {
        return checks.stream()
                .filter(watch -> watch.state() == state)
                .findFirst()
                .map(WatchedVip::verdict)
                .orElse("no verdict yet");
    }

    private String passing() {
        return switch (checks.size()) {
            case 0 -> "no health checks";
            case 1 -> verdict(checks.getFirst());
            default -> "all " + checks.size() + " checks pass";
        };
    }

    private static String verdict(Watch watch) {
        return watch.check.name() + ": " + watch.verdict();
    }
}
