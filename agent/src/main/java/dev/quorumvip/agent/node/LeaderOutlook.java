package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.leader.SessionAges;
import dev.quorumvip.agent.placement.FailureMemory;
import dev.quorumvip.agent.placement.Outlook;
import dev.quorumvip.agent.protocol.Message.InabilityReason;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Vip;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Puts together what placement has to know beside the log. */
final class LeaderOutlook {
    private final NodeId self;
    private final PeerView peers;
    private final PeerAbilities abilities;
    private final SessionAges ages;
    private final Duration eligibleSpan;
    private final InstantSource wallClock;
    private final FailureMemory failures = new FailureMemory();
    private final Map<NodeId, Long> eligibleSince = new HashMap<>();

    /** @param eligibleSpan a node heard within it may be given a VIP */
    LeaderOutlook(
            NodeId self,
            PeerView peers,
            PeerAbilities abilities,
            SessionAges ages,
            Duration eligibleSpan,
            InstantSource wallClock) {
        this.self = self;
        this.peers = peers;
        this.abilities = abilities;
        this.ages = ages;
        this.eligibleSpan = eligibleSpan;
        this.wallClock = wallClock;
    }

    /** Takes note of what the log says, leading or not. */
    void observe(ClusterState state, long now) {
        failures.observe(state, now);
    }

    /** As things are now. */
    Outlook at(long now) {
        Set<NodeId> eligible = peers.eligible(eligibleSpan, now);
        eligibleSince.keySet().retainAll(eligible);
        eligible.forEach(node -> eligibleSince.putIfAbsent(node, now));
        return new Outlook(eligible, self, wallClock.millis(), new DoubtsAt(now));
    }

    private static Outlook.Ability ability(InabilityReason why) {
        return switch (why) {
            case UNCHECKED -> Outlook.Ability.UNKNOWN;
            case UNHEALTHY -> Outlook.Ability.UNABLE;
            case OTHER_TIMING -> Outlook.Ability.UNSUITED;
            case NO_INTERFACE -> Outlook.Ability.NOWHERE;
        };
    }

    private final class DoubtsAt implements Outlook.Doubts {
        private final long now;

        private DoubtsAt(long now) {
            this.now = now;
        }

        @Override
        public Outlook.Ability ability(NodeId node, Vip vip) {
            if (!AbilityDesk.concerns(vip.definition())) {
                return Outlook.Ability.ABLE;
            }
            if (!abilities.spokeOf(node, vip.number())) {
                return Outlook.Ability.UNKNOWN;
            }
            return abilities
                    .inability(node, vip.number())
                    .map(LeaderOutlook::ability)
                    .orElse(Outlook.Ability.ABLE);
        }

        @Override
        public Outlook.Trust trust(NodeId node, Vip vip) {
            return failures.trust(node, vip, now);
        }

        @Override
        public Duration openFor(SessionId session) {
            return Duration.ofNanos(now - ages.since(session, now));
        }

        @Override
        public boolean arrived(Vip vip) {
            return vip.assignment()
                    .filter(a -> peers.of(a.session().node())
                            .flatMap(heard -> heard.holding(a.grant()))
                            .isPresent())
                    .isPresent();
        }

        @Override
        public Duration eligibleFor(NodeId node, Vip vip) {
            long asANode = now - eligibleSince.getOrDefault(node, now);
            long forThis = abilities
                    .ableSince(node, vip.number())
                    .map(since -> now - since)
                    .orElse(asANode);
            return Duration.ofNanos(Math.min(asANode, forThis));
        }
    }
}
