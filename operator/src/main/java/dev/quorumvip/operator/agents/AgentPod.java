package dev.quorumvip.operator.agents;

import java.util.Comparator;

/**
 * An agent, as its Pod tells of it.
 *
 * @param node name of the node it runs on, which is its name as a member too
 * @param host the node's address, without brackets
 * @param restPort where it serves REST
 * @param running whether the kubelet says that its container runs
 */
public record AgentPod(String node, String host, int restPort, boolean running) implements Comparable<AgentPod> {
    private static final Comparator<AgentPod> BY_NODE =
            Comparator.comparing(AgentPod::node).thenComparing(AgentPod::host);

    /** {@code HOST:PORT} of its REST face. */
    public String rest() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + restPort;
    }

    @Override
    public int compareTo(AgentPod other) {
        return BY_NODE.compare(this, other);
    }
}
