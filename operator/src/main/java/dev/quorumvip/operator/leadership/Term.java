package dev.quorumvip.operator.leadership;

/** What a replica does while it leads. */
public interface Term extends AutoCloseable {
    /** Begins; returns soon. */
    void start();

    /** Ends, and lets go of everything. */
    @Override
    void close();
}
