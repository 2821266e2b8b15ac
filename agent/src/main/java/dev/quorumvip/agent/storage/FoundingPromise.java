package dev.quorumvip.agent.storage;

/**
 * What this node promised and accepted while the initial peers agree on the cluster to found, written before it is
 * answered.
 *
 * @param text as the founding writes and reads it; empty if nothing was promised
 */
public record FoundingPromise(String text) {

    /** Nothing promised: that of a new data directory. */
    public static final FoundingPromise NONE = new FoundingPromise("");
}
