package dev.quorumvip.agent.cli;

import dev.quorumvip.api.MemberStatus;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Members as a table; {@code *} marks the one that answered. */
final class MemberText {
    private MemberText() {}

    static String of(List<MemberStatus> members) {
        if (members.isEmpty()) {
            return "This node belongs to no cluster yet.";
        }
        boolean labelled = members.stream().anyMatch(member -> !member.labels().isEmpty());
        TextTable table =
                new TextTable().row(cells(labelled, "MEMBER", "ID", "ADDRESS", "ROLE", "SESSION", "LIVE", "LABELS"));
        for (MemberStatus member : members) {
            table.row(cells(
                    labelled,
                    member.name() + (member.self() ? " *" : ""),
                    String.valueOf(member.id()),
                    member.address(),
                    member.role().word(),
                    member.session().name(),
                    live(member) + (member.drained() ? ", drained" : ""),
                    labels(member)));
        }
        return table.toString();
    }

    /** The last column only where somebody has something in it. */
    private static String[] cells(boolean withLast, String... cells) {
        return withLast ? cells : Arrays.copyOf(cells, cells.length - 1);
    }

    private static String labels(MemberStatus member) {
        return member.labels().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(","));
    }

    private static String live(MemberStatus member) {
        Boolean live = member.live();
        if (live == null) {
            return "unknown";
        }
        return live ? "yes" : "no";
    }
}
