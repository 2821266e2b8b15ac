package dev.quorumvip.agent.placement;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.state.Vip;
import java.time.Duration;
import java.util.Set;

/**
 * What the leader knows beside the log, as far as it can see.
 *
 * @param eligible nodes that are alive and able to hold VIPs at all
 * @param leader the node that leads
 * @param wallMillis wall time, to be written into assignments for people
 * @param doubts what stands against single nodes
 */
public record Outlook(Set<NodeId> eligible, NodeId leader, long wallMillis, Doubts doubts) {
    /** What stands against giving a VIP to an eligible node. */
    public interface Doubts {
        /** Nothing stands against anybody. */
        Doubts NONE = new Doubts() {
            @Override
            public Ability ability(NodeId node, Vip vip) {
                return Ability.ABLE;
            }

            @Override
            public Trust trust(NodeId node, Vip vip) {
                return Trust.FULL;
            }

            @Override
            public Duration eligibleFor(NodeId node, Vip vip) {
                return Duration.ZERO;
            }

            @Override
            public Duration openFor(SessionId session) {
                return Duration.ZERO;
            }

            @Override
            public boolean arrived(Vip vip) {
                return true;
            }
        };

        /** Whether it could serve this VIP now, as it says itself. */
        Ability ability(NodeId node, Vip vip);

        /** How it has done with this VIP before. */
        Trust trust(NodeId node, Vip vip);

        /** For how long it has been eligible, and able to serve this VIP, without a break. */
        Duration eligibleFor(NodeId node, Vip vip);

        /** How old a node's session is, as far as the leader has seen. */
        Duration openFor(SessionId session);

        /** Whether the node to which it is assigned has said that it is on its interface. */
        boolean arrived(Vip vip);
    }

    /** Whether a node could serve a VIP now. */
    public enum Ability {
        ABLE,
        /** Nobody knows yet: it is given none, and keeps what it has. */
        UNKNOWN,
        UNABLE,
        /** The VIP's interface is not there: it is given none; if it had one, it gives that back by itself. */
        NOWHERE,
        /** It runs with another timing than the VIP needs: it may not have it, whoever else can. */
        UNSUITED
    }

    /** How a node has done with a VIP before. */
    public enum Trust {
        FULL,
        /** It lost it several times of late: others come first, and it takes it from nobody. */
        LITTLE,
        /** It failed to hold it a moment ago: it is passed over, even if there is no other. */
        NONE
    }
}
