package dev.quorumvip.agent.health;

/** How a run of a check ended; all but the first are failures. */
public enum ProbeOutcome {
    PASSED,
    FAILED,
    TIMED_OUT
}
