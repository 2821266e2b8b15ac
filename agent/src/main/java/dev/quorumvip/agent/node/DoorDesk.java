package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.protocol.JoinVerdict;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Outcome;
import dev.quorumvip.agent.state.RefusalCause;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets others into the cluster that this node belongs to. */
final class DoorDesk {
    private static final Logger LOG = LoggerFactory.getLogger(DoorDesk.class);

    private final UUID clusterId;
    private final AgentLoop loop;
    private final Outbox outbox;
    private final Consensus consensus;
    private final Supplier<VoterSet> voters;
    private final Set<NodeId> underWay = new HashSet<>();

    DoorDesk(UUID clusterId, AgentLoop loop, Outbox outbox, Consensus consensus, Supplier<VoterSet> voters) {
        this.clusterId = clusterId;
        this.loop = loop;
        this.outbox = outbox;
        this.consensus = consensus;
        this.voters = voters;
    }

    /** A node asks to become a member. It asks again until it is answered, so one proposal at a time is enough. */
    void knock(Message.Join join) {
        if (!underWay.add(join.node())) {
            return;
        }
        consensus
                .propose(List.of(admission(join)))
                .whenComplete((outcomes, failure) -> loop.deliver(() -> {
                    underWay.remove(join.node());
                    answer(join, failure == null ? Optional.of(outcomes.getFirst()) : Optional.empty());
                }));
    }

    private static Command admission(Message.Join join) {
        return join.former()
                .<Command>map(former -> new Command.SucceedMember(join.node(), join.name(), join.address(), former))
                .orElseGet(() -> new Command.AddMember(join.node(), join.name(), join.address()));
    }

    private void answer(Message.Join join, Optional<Outcome> outcome) {
        Message reply = outcome.isEmpty()
                ? no(join, JoinVerdict.NOT_YET, "the cluster has no quorum now")
                : switch (outcome.get()) {
                    case Outcome.Accepted accepted -> {
                        LOG.atInfo()
                                .addKeyValue("node", join.node())
                                .addKeyValue("name", join.name())
                                .addKeyValue("address", join.address())
                                .log("node joined the cluster");
                        yield new Message.JoinReply(
                                join.node(),
                                JoinVerdict.ACCEPTED,
                                Optional.of(clusterId),
                                Optional.of(voters.get()),
                                "");
                    }
                    case Outcome.Refused(RefusalCause cause) -> no(join, JoinVerdict.REFUSED, explain(join, cause));
                };
        outbox.send(join.address(), reply);
    }

    private static Message no(Message.Join join, JoinVerdict verdict, String detail) {
        return new Message.JoinReply(join.node(), verdict, Optional.empty(), Optional.empty(), detail);
    }

    private static String explain(Message.Join join, RefusalCause cause) {
        return switch (cause) {
            case MEMBER_REMOVED ->
                "node " + join.node()
                        + " was removed from the cluster: empty its data directory, and it joins as a new member";
            case NAME_TAKEN ->
                "another member is named '" + join.name()
                        + "': give this node another --node-name, or remove that member";
            case ADDRESS_CHANGED ->
                "node " + join.node() + " is known under another address than " + join.address()
                        + ": remove it and empty its data directory, and it joins as a new member";
            default -> "the cluster refused: " + cause;
        };
    }

    /** Where an answer would go to. */
    static List<ClusterAddress> addresses(VoterSet voters) {
        return List.copyOf(voters.members().values());
    }
}
