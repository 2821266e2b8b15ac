package dev.quorumvip.agent.cli.doctor;

/** One question to the machine. */
@FunctionalInterface
public interface Check {

    /** Asks it. Takes a few seconds at most, and reports a fault of its own as a finding. */
    Finding run();
}
