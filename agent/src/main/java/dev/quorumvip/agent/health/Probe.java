package dev.quorumvip.agent.health;

/** Asks what one check asks. Never run twice at once. */
@FunctionalInterface
public interface Probe {
    /**
     * Asks once. It ends by itself soon after the check's timeout.
     *
     * @return the answer; what went wrong is a failed result, and no exception
     * @throws InterruptedException when the thread was interrupted, for an answer that nobody wants any more
     */
    ProbeResult run() throws InterruptedException;
}
