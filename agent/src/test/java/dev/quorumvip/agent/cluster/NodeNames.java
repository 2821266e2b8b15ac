package dev.quorumvip.agent.cluster;

/** Names of nodes for tests. */
public final class NodeNames {
    /** Labels of the greatest length, as many as fit. */
    public static final String LONGEST = ("a".repeat(63) + ".").repeat(3) + "b".repeat(61);

    private NodeNames() {}
}
