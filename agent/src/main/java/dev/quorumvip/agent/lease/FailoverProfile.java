package dev.quorumvip.agent.lease;

import java.time.Duration;

/**
 * A named {@link LeaseTiming}: how soon a dead holder's VIPs move, against how long a pause of a healthy one is borne.
 */
public enum FailoverProfile {
    /** For machines that never stall: L = 200 ms, H = 40 ms. */
    FAST(Duration.ofMillis(200), Duration.ofMillis(40)),

    /** The default: L = 500 ms, H = 100 ms. */
    BALANCED(Duration.ofMillis(500), Duration.ofMillis(100)),

    /** For overcommitted machines and slow networks: L = 2 s, H = 400 ms. */
    CONSERVATIVE(Duration.ofSeconds(2), Duration.ofMillis(400));

    private final Duration leaseDuration;
    private final Duration renewInterval;

    FailoverProfile(Duration leaseDuration, Duration renewInterval) {
        this.leaseDuration = leaseDuration;
        this.renewInterval = renewInterval;
    }

    /** The profile's numbers, each of which the configuration may replace. */
    public LeaseTiming timing() {
        return new LeaseTiming(leaseDuration, renewInterval);
    }
}
