package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Member;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.agent.state.Vip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A plot that chance alone would hardly think of. A holder loses touch with just a majority of the voters. They close
 * its session, and the leader's proposal to expire it stays under way. A machine that has touch with the holder comes to
 * vote, and one of those that closed does so no more: the others are a majority now, and the holder's lease is good
 * again. Only then the proposal commits.
 */
final class LateExpiry extends Plot {
    /** What the holder lost touch with, it is to have no touch with until the end. */
    private static final Duration SPAN = Chance.LONGEST.multipliedBy(2);

    private final SingleHolderSimulation world;
    private final SimulatedMachine holder;
    private final SessionId session;
    private final VoterSetVersion before;
    private final List<SimulatedMachine> far;
    private final SimulatedMachine spare;

    private LateExpiry(
            SingleHolderSimulation world,
            SimulatedMachine holder,
            SessionId session,
            List<SimulatedMachine> far,
            SimulatedMachine spare,
            Runnable over) {
        super(
                world,
                c -> c instanceof Command.ExpireSession expire
                        && expire.session().equals(session),
                SPAN,
                over);
        this.world = world;
        this.holder = holder;
        this.session = session;
        this.far = far;
        this.spare = spare;
        this.before = voters().version();
    }

    /**
     * Begins it, if the voters are an odd number, and somebody else could vote in the place of one of them.
     *
     * @param over run when it has come to its end, one or the other
     * @return whether it has begun
     */
    static boolean plot(
            SingleHolderSimulation world, List<SimulatedMachine> machines, SimulatedMachine holder, Runnable over) {
        ClusterState now = world.raft.log.newest();
        VoterSet voters = now.voters().orElseThrow();
        Optional<SessionId> session = now.member(holder.node).flatMap(Member::session);
        List<SimulatedMachine> far = new ArrayList<>(machines.stream()
                .filter(m -> m != holder && m.runs() && voters.contains(m.node))
                .toList());
        List<SimulatedMachine> spares = machines.stream()
                .filter(m -> m.runs() && !voters.contains(m.node))
                .filter(m ->
                        now.member(m.node).filter(member -> !member.leaving()).isPresent())
                .toList();
        int size = voters.members().size();
        if (session.isEmpty()
                || spares.isEmpty()
                || size % 2 == 0
                || far.size() < voters.majority()
                || now.settling().isPresent()
                || !holds(world.raft, session.get(), holder)) {
            return false;
        }
        while (far.size() > voters.majority()) {
            far.remove(world.chance.below(far.size()));
        }
        SimulatedMachine spare = spares.get(world.chance.below(spares.size()));
        new LateExpiry(world, holder, session.get(), far, spare, over).begin();
        return true;
    }

    private void begin() {
        for (SimulatedMachine other : far) {
            world.network.cut(holder, other, SPAN);
            world.network.cut(other, holder, SPAN);
        }
        raft.lead(far.getFirst().node);
        once(() -> !underWay().isEmpty(), this::addSpare);
    }

    private void addSpare() {
        if (!raft.members().containsKey(spare.node)) {
            SortedMap<NodeId, RaftMember> group = new TreeMap<>(raft.members());
            group.put(spare.node, new RaftMember(spare.address, 1));
            raft.membersInLeadersStead(group);
        }
        world.changeVoters(voters().with(spare.node, spare.address).members());
        once(() -> settledAs(1), this::removeOne);
    }

    private void removeOne() {
        raft.lead(far.getFirst().node);
        world.changeVoters(voters().without(far.getLast().node).members());
        once(() -> settledAs(2) && holds(), this::commit);
    }

    private void commit() {
        // Those that could tell the holder lag a little.
        for (NodeId voter : voters().members().keySet()) {
            raft.lag(voter, Duration.ofMillis(chance.below(400)));
        }
        raft.lag(holder.node, Duration.ofMillis(chance.below(400)));
        end();
        assignElsewhere();
    }

    /** As the leader will in a moment; it may itself lag. */
    private void assignElsewhere() {
        List<SessionId> others = far.stream()
                .flatMap(m -> raft.log.newest().member(m.node).stream())
                .flatMap(member -> member.session().stream())
                .toList();
        for (Vip vip : raft.log.newest().vips().values()) {
            if (vip.assignment().isEmpty() && !others.isEmpty()) {
                raft.append(List.of(new Command.Assign(
                        vip.name(), others.get(chance.below(others.size())), TransitionReason.SESSION_EXPIRED, 0)));
            }
        }
    }

    @Override
    void end() {
        if (!underWay().isEmpty() && voters().version().compareTo(before) > 0) {
            chance.happened(Happening.EXPIRY_COMMITTED_LATE);
        }
        super.end();
    }

    @Override
    boolean isPossible() {
        return raft.log
                .newest()
                .member(session.node())
                .flatMap(Member::session)
                .filter(session::equals)
                .isPresent();
    }

    private boolean settledAs(int changes) {
        return raft.log.newest().settling().isEmpty() && voters().version().value() == before.value() + changes;
    }

    private boolean holds() {
        return holds(raft, session, holder);
    }

    /** Whether anything is served that is assigned to that session. */
    private static boolean holds(SimulatedRaft raft, SessionId session, SimulatedMachine holder) {
        return raft.log.newest().vips().values().stream()
                .filter(v ->
                        v.assignment().filter(a -> a.session().equals(session)).isPresent())
                .flatMap(v -> v.assignment().orElseThrow().addresses().stream())
                .anyMatch(a -> holder.kernel.serves(a.ip()));
    }
}
