package dev.quorumvip.agent.state;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.state.ClusterState.Applied;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who belongs to the cluster, and whose acknowledgements count. */
final class MembershipRules {
    private MembershipRules() {}

    static Applied add(ClusterState state, Command.AddMember c) {
        if (state.removed().contains(c.node())) {
            return state.refuse(RefusalCause.MEMBER_REMOVED);
        }
        Member known = state.members().get(c.node());
        if (known != null) {
            return known.address().equals(c.address()) ? state.accept() : state.refuse(RefusalCause.ADDRESS_CHANGED);
        }
        ClusterState next = state;
        for (Member other : state.members().values()) {
            if (other.address().equals(c.address())) {
                // One address has one agent: the former owner of the id lost its data directory.
                next = next.withMember(other.withLeaving());
            } else if (other.name().equals(c.name()) && !other.leaving()) {
                return state.refuse(RefusalCause.NAME_TAKEN);
            }
        }
        return ClusterState.accept(next.withMember(Member.joined(c.node(), c.name(), c.address())));
    }

    /** The one it was before lies idle in its data directory, or nowhere any more. */
    static Applied succeed(ClusterState state, Command.SucceedMember c) {
        Member former = c.former().equals(c.node()) ? null : state.members().get(c.former());
        ClusterState next = former == null ? state : state.withMember(former.withLeaving());
        Applied added = add(next, new Command.AddMember(c.node(), c.name(), c.address()));
        return added.outcome() instanceof Outcome.Refused(RefusalCause cause) ? state.refuse(cause) : added;
    }

    static Applied startRemoval(ClusterState state, Command.StartRemoval c) {
        Member member = state.members().get(c.node());
        if (member == null) {
            return state.removed().contains(c.node()) ? state.accept() : state.refuse(RefusalCause.UNKNOWN_MEMBER);
        }
        boolean othersStay = state.members().values().stream().anyMatch(m -> !m.leaving() && !m.id().equals(c.node()));
        return othersStay
                ? ClusterState.accept(state.withMember(member.withLeaving()))
                : state.refuse(RefusalCause.LAST_MEMBER);
    }

    static Applied describe(ClusterState state, Command.DescribeMember c) {
        Member member = state.members().get(c.node());
        return member == null
                ? state.refuse(RefusalCause.UNKNOWN_MEMBER)
                : ClusterState.accept(state.withMember(member.described(c.labels(), c.macs())));
    }

    static Applied label(ClusterState state, Command.LabelMember c) {
        Member member = state.members().get(c.node());
        return member == null
                ? state.refuse(RefusalCause.UNKNOWN_MEMBER)
                : ClusterState.accept(state.withMember(member.labelled(c.labels())));
    }

    static Applied drain(ClusterState state, Command.DrainMember c) {
        Member member = state.members().get(c.node());
        return member == null
                ? state.refuse(RefusalCause.UNKNOWN_MEMBER)
                : ClusterState.accept(state.withMember(member.withDrained(c.drained())));
    }

    static Applied drop(ClusterState state, Command.DropMember c) {
        Member member = state.members().get(c.node());
        if (member == null) {
            return state.removed().contains(c.node()) ? state.accept() : state.refuse(RefusalCause.UNKNOWN_MEMBER);
        }
        if (!member.leaving()) {
            return state.refuse(RefusalCause.MEMBER_NOT_LEAVING);
        }
        if (state.isVoter(c.node())) {
            return state.refuse(RefusalCause.STILL_VOTER);
        }
        if (state.held(c.node()) > 0) {
            return state.refuse(RefusalCause.STILL_HOLDER);
        }
        SortedMap<NodeId, Member> members = new TreeMap<>(state.members());
        members.remove(c.node());
        SortedSet<NodeId> removed = new TreeSet<>(state.removed());
        removed.add(c.node());
        return ClusterState.accept(state.withMembers(members, removed));
    }

    /** Terms grow with leaders, and counts within a term, so that no former leader can come between. */
    static Applied openReconfiguration(ClusterState state, Command.OpenReconfiguration c) {
        return c.epoch().compareTo(state.reconfiguration()) > 0
                ? ClusterState.accept(state.withReconfiguration(c.epoch()))
                : state.refuse(RefusalCause.STALE_RECONFIGURATION);
    }

    /** DESIGN invariant 5: one voter at a time, and only once the former change has settled. */
    static Applied changeVoters(ClusterState state, Command.ChangeVoters c) {
        VoterSet current = state.currentVoters();
        if (!current.version().equals(c.from())) {
            return state.refuse(RefusalCause.STALE_VOTER_SET);
        }
        if (state.settling().isPresent()) {
            return state.refuse(RefusalCause.NOT_SETTLED);
        }
        if (c.voters().isEmpty() || current.distance(c.voters()) != 1) {
            return state.refuse(RefusalCause.NOT_ONE_CHANGE);
        }
        for (NodeId voter : c.voters().keySet()) {
            Member member = state.members().get(voter);
            if (member == null) {
                return state.refuse(RefusalCause.UNKNOWN_MEMBER);
            }
            if (!member.address().equals(c.voters().get(voter))) {
                return state.refuse(RefusalCause.ADDRESS_CHANGED);
            }
            if (!current.contains(voter) && member.leaving()) {
                return state.refuse(RefusalCause.MEMBER_LEAVING);
            }
        }
        if (!state.reconfiguration().equals(c.epoch())) {
            return state.refuse(RefusalCause.STALE_RECONFIGURATION);
        }
        return ClusterState.accept(
                state.withVoters(new VoterSet(current.version().next(), c.voters()), Optional.of(current)));
    }

    static Applied settled(ClusterState state, Command.Settled c) {
        VoterSet current = state.currentVoters();
        if (!current.version().equals(c.version())) {
            return state.refuse(RefusalCause.STALE_VOTER_SET);
        }
        return ClusterState.accept(state.withVoters(current, Optional.empty()));
    }
}
