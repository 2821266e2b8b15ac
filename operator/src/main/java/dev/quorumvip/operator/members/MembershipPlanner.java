package dev.quorumvip.operator.members;

import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.operator.agents.AgentPod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Decides what members lack to be in step with the nodes.
 *
 * <p>Members that were never seen on a node of this Kubernetes cluster (a machine of its own may be one) are left alone: a
 * member that has been given its node's labels has {@link #NODE_LABEL}. Who votes is for the agents to decide, one change
 * at a time; here at most one member is removed at a time.
 *
 * <pre>
 * After a node was seen to have a member: the member has the node's labels, and the mark.
 * After a node was seen to be leaving (cordoned with a drain annotation, being deleted, shutting down): its member is
 *     drained. After it was not: drained no more, unless somebody else had drained it.
 * After a node was gone for {@link #NODE_GONE}, or had no agent for {@link #AGENT_GONE}, and the member does not live:
 *     the member is removed.
 * </pre>
 */
public final class MembershipPlanner {
    /** Says of a member which node it was seen on. */
    public static final String NODE_LABEL = "quorumvip.io/node";

    /** Says of a member that it was drained because its node was leaving, and not by a person. */
    public static final String DRAIN_LABEL = "quorumvip.io/drained-with-node";

    /** How long a node object must be gone: a node that registers anew is away for a moment. */
    static final Duration NODE_GONE = Duration.ofSeconds(10);

    /** How long a node must be without an agent's Pod: an update replaces it within a minute or two. */
    static final Duration AGENT_GONE = Duration.ofMinutes(5);

    private static final int LABELS_MAX = 128;

    private final Map<String, Long> withoutNode = new HashMap<>();
    private final Map<String, Long> withoutAgent = new HashMap<>();

    /**
     * What to do now.
     *
     * @param members the cluster's members, as a majority confirms
     * @param nodes every Kubernetes node
     * @param agents every agent that has a Pod
     * @param now by a monotonic clock, in ns
     */
    public List<MemberStep> next(
            Collection<MemberStatus> members, Collection<NodeFacts> nodes, Collection<AgentPod> agents, long now) {
        Map<String, NodeFacts> byName = nodes.stream().collect(Collectors.toMap(NodeFacts::name, n -> n));
        Set<String> withPod = agents.stream().map(AgentPod::node).collect(Collectors.toSet());
        List<MemberStep> steps = new ArrayList<>();
        for (MemberStatus member : members) {
            Optional.ofNullable(byName.get(member.name()))
                    .filter(node -> withPod.contains(member.name()) || marked(member))
                    .ifPresent(node -> inStep(member, node, steps));
        }
        members.stream()
                .filter(MembershipPlanner::marked)
                .flatMap(member ->
                        gone(member, byName.containsKey(member.name()), withPod.contains(member.name()), now).stream())
                .findFirst()
                .ifPresent(steps::add);
        Set<String> names = members.stream().map(MemberStatus::name).collect(Collectors.toSet());
        withoutNode.keySet().retainAll(names);
        withoutAgent.keySet().retainAll(names);
        return steps;
    }

    private static void inStep(MemberStatus member, NodeFacts node, List<MemberStep> steps) {
        boolean ours = member.labels().containsKey(DRAIN_LABEL);
        boolean drain = node.leaving().isPresent();
        Map<String, String> wanted = wanted(node, drain && (ours || !member.drained()));
        if (!wanted.equals(member.labels())) {
            steps.add(new MemberStep.Label(member.name(), wanted));
        }
        if (drain && !member.drained()) {
            steps.add(new MemberStep.Drain(member.name(), node.leaving().get()));
        } else if (!drain && member.drained() && ours) {
            // Before the mark is taken away: without it nobody would know that the drain was ours.
            steps.addFirst(new MemberStep.Undrain(member.name()));
        }
    }

    private static Map<String, String> wanted(NodeFacts node, boolean drainedWithNode) {
        Map<String, String> wanted = new TreeMap<>();
        node.labels().entrySet().stream()
                .limit(LABELS_MAX - 2L)
                .forEach(label -> wanted.put(label.getKey(), label.getValue()));
        wanted.put(NODE_LABEL, "true");
        if (drainedWithNode) {
            wanted.put(DRAIN_LABEL, "true");
        }
        return wanted;
    }

    private static boolean marked(MemberStatus member) {
        return member.labels().containsKey(NODE_LABEL);
    }

    private Optional<MemberStep> gone(MemberStatus member, boolean hasNode, boolean hasAgent, long now) {
        long nodeSince = since(withoutNode, member.name(), hasNode, now);
        long agentSince = since(withoutAgent, member.name(), hasAgent, now);
        if (Boolean.TRUE.equals(member.live())) {
            return Optional.empty();
        }
        if (!hasNode && nodeSince >= NODE_GONE.toNanos()) {
            return Optional.of(new MemberStep.Remove(member.name(), "its node was deleted"));
        }
        if (!hasAgent && agentSince >= AGENT_GONE.toNanos()) {
            return Optional.of(new MemberStep.Remove(member.name(), "its node has no agent any more"));
        }
        return Optional.empty();
    }

    private static long since(Map<String, Long> missing, String member, boolean there, long now) {
        if (there) {
            missing.remove(member);
            return 0;
        }
        return now - missing.computeIfAbsent(member, m -> now);
    }
}
