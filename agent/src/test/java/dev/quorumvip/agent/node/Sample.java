package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.ReconfigurationEpoch;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.protocol.Message.Holding;
import dev.quorumvip.agent.state.Command;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** A cluster of three voters A, B and C, and what they say. */
final class Sample {
    static final UUID CLUSTER = new UUID(7, 7);
    static final NodeId A = new NodeId(1);
    static final NodeId B = new NodeId(2);
    static final NodeId C = new NodeId(3);
    static final NodeId D = new NodeId(4);
    static final Duration PROMISE = Duration.ofMillis(2_450);

    private Sample() {}

    static ClusterAddress address(NodeId node) {
        return ClusterAddress.parse("192.0.2." + node + ":8800");
    }

    static VoterSet voters(long version, NodeId... nodes) {
        TreeMap<NodeId, ClusterAddress> members = new TreeMap<>();
        for (NodeId node : nodes) {
            members.put(node, address(node));
        }
        return new VoterSet(new VoterSetVersion(version), members);
    }

    static SessionId session(NodeId node, long epoch) {
        return new SessionId(node, epoch);
    }

    static AssignedVip assigned(String name, long grant) {
        return new AssignedVip(
                name,
                new GrantNumber(grant),
                List.of(VipAddress.parse("192.0.2.100/24")),
                new InterfaceChoice.NodeDefault(),
                false,
                Optional.empty());
    }

    static AssignedVip revoked(AssignedVip vip) {
        return new AssignedVip(vip.vip(), vip.grant(), vip.addresses(), vip.interfaceChoice(), true, vip.probe());
    }

    static Message.Renew renewal(NodeId node, long epoch, boolean eligible, Holding... holding) {
        return renewal(session(node, epoch), PROMISE, eligible, holding);
    }

    static Message.Renew renewal(SessionId session, Duration promise, boolean eligible, Holding... holding) {
        return new Message.Renew(CLUSTER, session, 1, VoterSetVersion.FIRST, promise, eligible, 1, 1, List.of(holding));
    }

    /**
     * A founds the cluster, and B and C become members and voters; the voter set's version is 3, and all is settled.
     */
    static void found(ScriptedConsensus log) {
        log.append(new Command.Found(CLUSTER, A, "a", address(A)));
        for (NodeId node : List.of(B, C)) {
            log.append(new Command.AddMember(node, node.equals(B) ? "b" : "c", address(node)));
            VoterSet now = log.state().voters().orElseThrow();
            log.append(new Command.ChangeVoters(
                    ReconfigurationEpoch.NONE,
                    now.version(),
                    now.with(node, address(node)).members()));
            log.append(new Command.Settled(now.version().next()));
        }
    }
}
