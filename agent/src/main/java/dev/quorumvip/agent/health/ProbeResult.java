package dev.quorumvip.agent.health;

import java.time.Duration;

/**
 * What one run of a check brought.
 *
 * @param reason for people, short: {@code HTTP 500}, {@code connection refused}
 * @param took from the begin of the run to its end
 */
public record ProbeResult(ProbeOutcome outcome, String reason, Duration took) {

    public static ProbeResult passed(String reason, Duration took) {
        return new ProbeResult(ProbeOutcome.PASSED, reason, took);
    }

    public static ProbeResult failed(String reason, Duration took) {
        return new ProbeResult(ProbeOutcome.FAILED, reason, took);
    }

    /** There was no answer, or not the whole of it, in the time there was. */
    public static ProbeResult timedOut(Duration timeout, Duration took) {
        return new ProbeResult(ProbeOutcome.TIMED_OUT, "no answer within " + timeout.toMillis() + " ms", took);
    }

    public boolean passed() {
        return outcome == ProbeOutcome.PASSED;
    }
}
