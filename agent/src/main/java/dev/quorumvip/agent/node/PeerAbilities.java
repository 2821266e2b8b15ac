package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.protocol.Message.Abilities;
import dev.quorumvip.agent.protocol.Message.Inability;
import dev.quorumvip.agent.protocol.Message.InabilityReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which VIPs each node could not serve, as it said itself. A statement in several pages counts once all of them are
 * here; until then the former does.
 */
final class PeerAbilities {
    /** No definition asks for a longer delay, {@link dev.quorumvip.agent.definition.Preemption.After}. */
    private static final Duration REMEMBERED = Duration.ofHours(24);

    private final Map<NodeId, Statements> byNode = new HashMap<>();

    private static final class Statements {
        private SessionId session;
        private Optional<Statement> complete = Optional.empty();
        private Statement partial;

        private Statements(SessionId session) {
            this.session = session;
            this.partial = new Statement(0, 0);
        }
    }

    private static final class Statement {
        private final long sequence;
        private final long upTo;
        private final Map<Integer, Boolean> pages = new HashMap<>();
        private final Map<DefinitionNumber, InabilityReason> inabilities = new HashMap<>();
        private final Map<DefinitionNumber, Long> ableSince = new HashMap<>();

        private Statement(long sequence, long upTo) {
            this.sequence = sequence;
            this.upTo = upTo;
        }

        private void follow(Statement former, long nowNanos) {
            former.ableSince.forEach((definition, since) -> {
                if (nowNanos - since < REMEMBERED.toNanos()) {
                    ableSince.put(definition, since);
                }
            });
            former.inabilities.keySet().forEach(definition -> ableSince.put(definition, nowNanos));
            ableSince.keySet().removeAll(inabilities.keySet());
        }
    }

    /** Takes note; true if another statement counts now. */
    boolean heard(Abilities abilities, long nowNanos) {
        NodeId node = abilities.session().node();
        Statements of = byNode.computeIfAbsent(node, n -> new Statements(abilities.session()));
        if (abilities.session().epoch() < of.session.epoch()) {
            return false;
        }
        if (!abilities.session().equals(of.session)) {
            of = new Statements(abilities.session());
            byNode.put(node, of);
        }
        long sequence = abilities.sequence();
        boolean known = of.complete.filter(c -> c.sequence >= sequence).isPresent();
        if (known || sequence < of.partial.sequence) {
            return false;
        }
        if (sequence > of.partial.sequence) {
            of.partial = new Statement(sequence, abilities.upTo());
        }
        of.partial.pages.put(abilities.page(), true);
        for (Inability inability : abilities.inabilities()) {
            of.partial.inabilities.put(inability.definition(), inability.reason());
        }
        if (of.partial.pages.size() < abilities.pages()) {
            return false;
        }
        Statement next = of.partial;
        of.complete.ifPresent(former -> next.follow(former, nowNanos));
        of.complete = Optional.of(next);
        return true;
    }

    /** Whether this node, in its present session, said anything of that definition. */
    boolean spokeOf(NodeId node, DefinitionNumber definition) {
        return statement(node).filter(s -> s.upTo >= definition.value()).isPresent();
    }

    /** Why this node could not serve a VIP; empty if it could, or has not said. */
    Optional<InabilityReason> inability(NodeId node, DefinitionNumber definition) {
        return statement(node).flatMap(s -> Optional.ofNullable(s.inabilities.get(definition)));
    }

    /** Since when it could serve a VIP that it once could not, by the clock that {@link #heard} was told. */
    Optional<Long> ableSince(NodeId node, DefinitionNumber definition) {
        return statement(node).flatMap(s -> Optional.ofNullable(s.ableSince.get(definition)));
    }

    void retain(Set<NodeId> members) {
        byNode.keySet().retainAll(members);
    }

    private Optional<Statement> statement(NodeId node) {
        return Optional.ofNullable(byNode.get(node)).flatMap(s -> s.complete);
    }
}
