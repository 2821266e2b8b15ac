package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.protocol.Message.Knowledge;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Hands messages over as they are, unless a sabotage wants them to say something else. */
final class BrokenMail {
    /** Above all grants of a run, and apart for each time that one grant was given back. */
    private static final long FORGOTTEN = 1_000_000_000;

    private final Sabotage sabotage;
    private final List<SimulatedMachine> machines;
    private final Map<NodeId, Message.Renew> newestRound = new HashMap<>();
    private final Map<GrantNumber, Long> givenBack = new HashMap<>();
    private final Map<String, List<VipAddress>> firstAddresses = new HashMap<>();

    BrokenMail(Sabotage sabotage, List<SimulatedMachine> machines) {
        this.sabotage = sabotage;
        this.machines = machines;
    }

    void sent(NodeId sender, Message.InCluster message) {
        switch (message) {
            case Message.Renew renew when sabotage == Sabotage.DEADLINE_FROM_RECEIPT -> newestRound.put(sender, renew);
            case Message.Released released
            when sabotage == Sabotage.FORGOTTEN_RELEASE ->
                givenBack.merge(grantOf(released.grant()), FORGOTTEN, Long::sum);
            default -> {}
        }
    }

    void deliver(SimulatedMachine to, NodeId sender, ClusterAddress from, Message.InCluster message) {
        boolean counts = message instanceof Message.CloseReply && sabotage == Sabotage.EXPIRY_BY_A_MINORITY
                || message instanceof Message.Ack && sabotage == Sabotage.LEASE_BY_A_MINORITY;
        if (counts) {
            machines.forEach(other -> to.arrived(other.node, other.address, message));
        }
        to.arrived(sender, from, message);
    }

    /** What the process makes of it, when it comes to it. */
    Message.InCluster told(SimulatedMachine to, Message.InCluster message) {
        return switch (sabotage) {
            case DEADLINE_FROM_RECEIPT -> message instanceof Message.Ack ack ? asOfNewestRound(to.node, ack) : message;
            case PROMISE_WITHOUT_RHO -> message instanceof Message.Renew renew ? withoutRho(renew) : message;
            case SETTLED_WHILE_PROMISED ->
                message instanceof Message.SettleReply reply
                        ? new Message.SettleReply(reply.clusterId(), reply.version(), true)
                        : message;
            case FORGOTTEN_RELEASE ->
                message instanceof Message.Ack ack
                        ? new Message.Ack(
                                ack.clusterId(), ack.session(), ack.round(), ack.version(), asIfNew(ack.known()))
                        : message;
            case FORMER_ADDRESSES_ARE_BOUND ->
                switch (message) {
                    case Message.Ack ack ->
                        new Message.Ack(
                                ack.clusterId(), ack.session(), ack.round(), ack.version(), asFirst(ack.known()));
                    case Message.Notice notice -> new Message.Notice(notice.clusterId(), asFirst(notice.known()));
                    default -> message;
                };
            default -> message;
        };
    }

    private Message.InCluster asOfNewestRound(NodeId node, Message.Ack ack) {
        Message.Renew newest = newestRound.get(node);
        if (newest == null
                || !newest.session().equals(ack.session())
                || !newest.version().equals(ack.version())) {
            return ack;
        }
        return new Message.Ack(ack.clusterId(), ack.session(), newest.round(), ack.version(), ack.known());
    }

    /** So that, stretched by ρ, it is what was asked for. */
    private static Message.Renew withoutRho(Message.Renew renew) {
        Duration promise = renew.promise().multipliedBy(1_000).dividedBy(1_001);
        return new Message.Renew(
                renew.clusterId(),
                renew.session(),
                renew.round(),
                renew.version(),
                promise,
                renew.eligible(),
                renew.raftIncarnation(),
                renew.holdingPages(),
                renew.holding());
    }

    private Knowledge asFirst(Knowledge known) {
        return with(
                known,
                known.assignments().stream()
                        .map(a -> {
                            List<VipAddress> first = firstAddresses.putIfAbsent(a.vip(), a.addresses());
                            return new AssignedVip(
                                    a.vip(),
                                    a.grant(),
                                    first == null ? a.addresses() : first,
                                    a.interfaceChoice(),
                                    a.revoked(),
                                    a.probe());
                        })
                        .toList());
    }

    /** A grant that was given back goes by another number, under which the node has not given it back. */
    private Knowledge asIfNew(Knowledge known) {
        List<AssignedVip> assignments = known.assignments().stream()
                .map(a -> new AssignedVip(
                        a.vip(),
                        new GrantNumber(a.grant().value() + givenBack.getOrDefault(a.grant(), 0L)),
                        a.addresses(),
                        a.interfaceChoice(),
                        a.revoked(),
                        a.probe()))
                .toList();
        return with(known, assignments);
    }

    private static Knowledge with(Knowledge known, List<AssignedVip> assignments) {
        return new Knowledge(
                known.about(),
                known.appliedIndex(),
                known.leader(),
                known.voters(),
                known.member(),
                known.openEpoch(),
                assignments);
    }

    private static GrantNumber grantOf(GrantNumber told) {
        return new GrantNumber(told.value() % FORGOTTEN);
    }
}
