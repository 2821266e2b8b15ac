package dev.quorumvip.agent.node;

import dev.quorumvip.agent.announcement.AnnouncementSchedule;
import dev.quorumvip.agent.definition.QuorumLossPolicy;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.holder.HolderRules;
import dev.quorumvip.agent.node.AbilityDesk.Defined;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What the holder's side follows: the definitions as this node knows them.
 *
 * <p>Assignments, which come by datagram, do not carry them: each of a thousand would need the room, and a holder that
 * knows a definition late does no harm. Until then it announces by the defaults, and keeps nothing without a lease.
 */
final class DefinitionRules implements HolderRules {
    private Map<String, Defined> known = Map.of();

    void learn(SortedMap<String, Defined> now) {
        known = now;
    }

    @Override
    public AnnouncementSchedule announcement(String vip) {
        return of(vip).map(VipDefinition::announcement).orElse(VipDefinition.DEFAULT_ANNOUNCEMENT);
    }

    @Override
    public boolean staysWithoutQuorum(String vip) {
        return of(vip).filter(d -> d.onQuorumLoss() == QuorumLossPolicy.KEEP).isPresent();
    }

    private Optional<VipDefinition> of(String vip) {
        return Optional.ofNullable(known.get(vip)).map(Defined::definition);
    }
}
