package dev.quorumvip.api;

import java.util.List;

/**
 * Body of {@code GET /readyz}: 200 when ready, 503 when not.
 *
 * @param ready whether the node can take over a virtual IP now
 * @param reasons what is in the way, a sentence each; empty when ready
 */
public record Readiness(boolean ready, List<String> reasons) {
    public Readiness {
        reasons = List.copyOf(reasons);
    }

    /** Nothing is in the way. */
    public static Readiness yes() {
        return new Readiness(true, List.of());
    }

    /** Not ready. {@code reasons} should have at least one sentence. */
    public static Readiness no(List<String> reasons) {
        return new Readiness(false, reasons);
    }
}
