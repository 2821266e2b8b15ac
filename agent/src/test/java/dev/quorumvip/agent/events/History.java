package dev.quorumvip.agent.events;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.ReconfigurationEpoch;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.agent.state.TransitionTiming;
import dev.quorumvip.agent.state.Vip;
import dev.quorumvip.api.ClusterEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A log with the state after each entry. Node n has name {@code n<n>} and address 10.0.0.n; entry 0 is the founding.
 */
final class History {
    static final long AT = 1_767_225_600_000L;

    private final List<ClusterState> states = new ArrayList<>(List.of(ClusterState.unfounded()));

    History() {
        entry(new Command.Found(new UUID(1, 2), node(1), "n1", address(1)));
    }

    /** Commits one entry; whatever is refused changes nothing. */
    History entry(Command... commands) {
        ClusterState state = now();
        for (Command command : commands) {
            state = state.apply(command).state();
        }
        states.add(state);
        return this;
    }

    /** Members 1 to 3 with open sessions, and VIP web on n1. */
    static History withWebOnOne() {
        History history = new History();
        for (int n = 2; n <= 3; n++) {
            history.entry(new Command.AddMember(node(n), "n" + n, address(n)));
        }
        for (int n = 1; n <= 3; n++) {
            history.entry(new Command.OpenSession(session(n, 1)));
        }
        return history.entry(set("web", "192.0.2.5/24")).entry(assign("web", 1, TransitionReason.FIRST_ASSIGNMENT));
    }

    ClusterState now() {
        return states.getLast();
    }

    long lastIndex() {
        return states.size() - 2;
    }

    ClusterState after(long index) {
        return states.get((int) index + 1);
    }

    List<ClusterEvent> eventsOf(long index) {
        return ClusterEvents.between(index, after(index - 1), after(index));
    }

    List<ClusterEvent> eventsOfLast() {
        return eventsOf(lastIndex());
    }

    GrantNumber grantOf(String vip) {
        return now().vip(vip).flatMap(Vip::assignment).orElseThrow().grant();
    }

    VoterSetVersion version() {
        return now().voters().orElseThrow().version();
    }

    static NodeId node(long n) {
        return new NodeId(n);
    }

    static SessionId session(long n, long epoch) {
        return new SessionId(node(n), epoch);
    }

    static ClusterAddress address(long n) {
        return ClusterAddress.parse("10.0.0." + n + ":8800");
    }

    static Command.SetVip set(String vip, String cidr) {
        return new Command.SetVip(vip, VipDefinition.of(VipAddress.parse(cidr)));
    }

    static Command.Assign assign(String vip, long n, TransitionReason reason) {
        return new Command.Assign(vip, session(n, 1), reason, AT);
    }

    Command.ExpireSession expire(long n) {
        return new Command.ExpireSession(session(n, 1), version());
    }

    Command.Release release(String vip, long n) {
        return new Command.Release(vip, grantOf(vip), session(n, 1), TransitionReason.NODE_STOPPING);
    }

    Command.RecordTiming timing(String vip) {
        return new Command.RecordTiming(
                vip, grantOf(vip), new TransitionTiming(Optional.of(3L), 8, 11, Optional.of(12L)));
    }

    Command.ChangeVoters voters(long... nodes) {
        SortedMap<NodeId, ClusterAddress> voters = new TreeMap<>();
        for (long n : nodes) {
            voters.put(node(n), address(n));
        }
        return new Command.ChangeVoters(ReconfigurationEpoch.NONE, version(), voters);
    }
}
