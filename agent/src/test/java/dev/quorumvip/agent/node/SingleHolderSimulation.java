package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import dev.quorumvip.agent.definition.QuorumLossPolicy;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.metrics.AgentMetrics;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Vip;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A cluster of real desks in virtual time, on everything that may go wrong. A seed decides all of it: what the machines
 * are like ({@link StormPlan}), and what befalls them ({@link Storm}, {@link Happening}).
 *
 * <p>After each step of each process no address may be on two machines, nor where the log has not assigned it. With all
 * faults over each VIP must be where it is wanted, within a bound, and stay there ({@link RightPlaces}).
 */
final class SingleHolderSimulation {
    static final UUID CLUSTER = new UUID(1, 2);

    /** How often an agent looks at its timers when nothing else wakes it. */
    private static final Duration TICK = Duration.ofMillis(8);

    /** The longest that something of the storm may still be under way: a proposal that was late twice. */
    private static final Duration LEFTOVERS = Chance.LONGEST.plus(StormPlan.PATIENCE);

    /**
     * In the calm VIPs do not move more often than this on average: away from a node that failed or is drained, to where
     * they are preferred, there once more when a better one is trusted again, and for the sake of balance.
     */
    private static final int MOVES_IN_CALM = 5;

    final VirtualTime time = new VirtualTime(this::check);
    final AgentMetrics metrics = new AgentMetrics(AgentMetrics.newRegistry(), "simulated");
    final Chance chance;
    final StormPlan plan;
    final Sabotage sabotage;
    final SimulatedRaft raft;
    final SimulatedNetwork network;
    final BrokenMail mail;
    final VipWishes wishes;

    private final Storm storm;
    private final List<SimulatedMachine> machines = new ArrayList<>();
    private final RightPlaces places;
    private final Deque<String> story = new ArrayDeque<>();
    private boolean kept;
    private boolean within;
    private boolean touched;
    private int checkedEntry;
    private int checkedAssignments;
    private int stepsUntilHeldUp;
    private long nextNode = 100;
    private long samples;
    private long servedSamples;
    private long samplesKept;

    SingleHolderSimulation(long seed, Sabotage sabotage) {
        this.sabotage = sabotage;
        chance = new Chance(seed);
        plan = StormPlan.draw(chance.random(), sabotage);
        raft = new SimulatedRaft(new SimulatedLog(new BrokenRules(sabotage)), time, chance, this::tell);
        for (StormPlan.Machine machine : plan.machines()) {
            machines.add(new SimulatedMachine(this, machines.size(), machine, newNode()));
        }
        mail = new BrokenMail(sabotage, machines);
        network = new SimulatedNetwork(machines, plan.wire(), time, chance, mail);
        wishes = new VipWishes(chance, raft, plan);
        places = new RightPlaces(raft.log, machines, wishes.addresses());
        storm = new Storm(this, plan, machines);
    }

    /** A VIP beside the others that two may have: what is kept without a quorum hurts none of those that are not. */
    SingleHolderSimulation withOneThatIsKept() {
        kept = true;
        return this;
    }

    /** Runs the cluster through {@code span} of faults, and then lets it heal. */
    void run(Duration span) {
        found();
        for (SimulatedMachine machine : machines) {
            join(machine);
            time.every(TICK, machine::tick);
        }
        raft.start();
        passUntil(plan.calmBefore(), () -> {
            ClusterState now = raft.log.newest();
            return now.voters().orElseThrow().members().size() == plan.voters()
                    && now.settling().isEmpty()
                    && places.wrong().isEmpty();
        });
        time.every(Duration.ofMillis(100), this::sample);
        storm.begin();
        time.pass(span);
        tell("all faults are over");
        storm.end();
        // Again and again: one that was told to stop may still be at it.
        time.every(StormPlan.RESTART, () -> machines.forEach(this::restart));
        time.pass(LEFTOVERS);
        passUntil(plan.healsWithin(), () -> places.wrong().isEmpty());
        long moves = grants();
        time.pass(plan.calmAfter());
        if (grants() - moves > MOVES_IN_CALM * plan.vips()) {
            throw notInPlace("no rest: moved " + (grants() - moves) + " times in the calm");
        }
        if (plan.longCalm()) {
            moves = grants();
            time.pass(plan.calmAfter().dividedBy(4));
            if (grants() != moves) {
                throw notInPlace("no rest: moved though nothing happened for long");
            }
        }
        places.wrong().ifPresent(wrong -> {
            throw notInPlace("as it has to be, and then not any more: " + wrong);
        });
    }

    private void found() {
        SimulatedMachine founder = machines.getFirst();
        raft.append(List.of(new Command.Found(CLUSTER, founder.node, "n1", founder.address)));
        raft.members(new TreeMap<>(Map.of(founder.node, new RaftMember(founder.address, 1))));
        for (int i = 0; i < plan.vips(); i++) {
            raft.append(List.of(new Command.SetVip(VipWishes.name(i), wishes.first(i))));
        }
        if (kept) {
            raft.append(List.of(new Command.SetVip(
                    "kept",
                    VipDefinition.of(VipAddress.parse("10.0.0.200/24")).withOnQuorumLoss(QuorumLossPolicy.KEEP))));
        }
    }

    private void passUntil(Duration bound, java.util.function.BooleanSupplier holds) {
        long end = time.now() + bound.toNanos();
        while (!holds.getAsBoolean()) {
            if (time.now() > end) {
                throw notInPlace("not within " + bound + ": " + places.wrong().orElse("the voters"));
            }
            time.pass(Duration.ofMillis(50));
        }
    }

    private void sample() {
        if (chance.storms()) {
            samplesKept += machines.stream().mapToInt(SimulatedMachine::kept).sum();
            for (Vip vip : raft.log.newest().vips().values()) {
                List<VipAddress> its = vip.definition().addresses();
                long served = its.stream()
                        .filter(a -> !places.serving(a.ip()).isEmpty())
                        .count();
                samples++;
                servedSamples += served == its.size() ? 1 : 0;
                if (served > 1) {
                    chance.happened(Happening.SEVERAL_ADDRESSES_SERVED);
                }
            }
        }
    }

    /** How much of the storm VIPs were served: one in which none ever is proves nothing. */
    double servedShare() {
        return samples == 0 ? 0 : (double) servedSamples / samples;
    }

    private NotInPlaceError notInPlace(String how) {
        return new NotInPlaceError(String.valueOf(broken(how).getMessage()));
    }

    /** How often a machine was seen to hold on to a VIP without a lease. */
    long samplesKept() {
        return samplesKept;
    }

    private AssertionError broken(String how) {
        StringBuilder text = new StringBuilder(how).append(" ").append(plan).append("\n");
        raft.log.newest().vips().values().forEach(v -> text.append(v).append("\n"));
        return new AssertionError(text.append(machines)
                .append("\nraft ")
                .append(raft.members().keySet())
                .append("\n")
                .append(raft.log.newest())
                .append("\n")
                .append(String.join("\n", story)));
    }

    /** How many assignments there were: a run without any proves nothing. */
    long grants() {
        return raft.log.newest().lastGrant();
    }

    /** The last of what happened, for whoever wants to know whether two runs were the same. */
    List<String> story() {
        return List.copyOf(story);
    }

    void tell(String what) {
        story.add(time.now() / 1_000_000 + " ms: " + what);
        if (story.size() > 400) {
            story.remove();
        }
    }

    // What the machines ask.

    /** Something may serve an address that did not before. */
    void touched() {
        touched = true;
    }

    /** Whether a process is held up now: one at a time, in the midst of what it does. */
    boolean holdsUp(boolean inCall) {
        if (!chance.storms() || within) {
            return false;
        }
        if (inCall) {
            return chance.below(plan.heldUpInCallOneIn()) == 0;
        }
        stepsUntilHeldUp--;
        if (stepsUntilHeldUp > 0) {
            return false;
        }
        stepsUntilHeldUp = 1 + chance.below(2 * plan.heldUpInStepOneIn());
        return true;
    }

    /** Time passes for all others. */
    void passWithin(Duration span) {
        within = true;
        try {
            time.pass(span);
        } finally {
            within = false;
        }
    }

    /** A member that was removed comes back as a new one. */
    void removed(SimulatedMachine machine) {
        time.after(chance.longTime(), () -> {
            if (raft.log.newest().removed().contains(machine.node)) {
                machine.wipe(newNode());
                join(machine);
            }
        });
    }

    /** It is soon back, at times with an empty disk. */
    void crash(SimulatedMachine machine) {
        storm.crash(machine);
    }

    // What the storm and its plots ask.

    /** But nobody makes voters of machines that are gone for good, so many that those left are no majority. */
    void changeVoters(SortedMap<NodeId, ClusterAddress> next) {
        long left = machines.stream().filter(m -> next.containsKey(m.node)).count();
        if (left > next.size() / 2) {
            raft.appendInLeadersStead(raft.log.newest().voters().orElseThrow().version(), next);
        }
    }

    NodeId newNode() {
        return new NodeId(nextNode++);
    }

    /** Asks until it is let in, as a node does that has nothing on its disk. */
    void join(SimulatedMachine machine) {
        NodeId node = machine.node;
        raft.append(List.of(new Command.AddMember(node, "name of " + node, machine.address)));
        if (raft.log.newest().member(node).isEmpty()) {
            time.after(Duration.ofMillis(300), () -> join(machine));
        } else {
            machine.start(raft.log.newest().voters().orElseThrow());
        }
    }

    void restart(SimulatedMachine machine) {
        if (machine.runs()) {
            return;
        }
        ClusterState now = raft.log.newest();
        if (now.removed().contains(machine.node)) {
            machine.wipe(newNode());
            join(machine);
        } else if (now.member(machine.node).isPresent()) {
            machine.start(someEarlierVoters());
        }
    }

    private VoterSet someEarlierVoters() {
        int back = chance.below(Math.min(50, raft.log.lastIndex()));
        return raft.log.at(raft.log.lastIndex() - back).voters().orElseThrow();
    }

    /** After every event, and after every step of a process that wakes with many before it. */
    void check() {
        checkVoters();
        boolean moved = checkedAssignments != raft.log.lastIndex();
        if (touched || moved) {
            touched = false;
            checkedAssignments = raft.log.lastIndex();
            places.onTwo().ifPresent(how -> {
                throw new TwoHoldersError(how + " " + plan + "\n" + String.join("\n", story));
            });
            checkRights();
        }
    }

    /** Many broken rules show in this at once; then it is what may come of it that is looked for. */
    private void checkRights() {
        if (sabotage == Sabotage.NONE) {
            places.withoutRight().ifPresent(how -> {
                throw broken(how);
            });
        }
    }

    /** Some broken rules strand voters and do worse; then it is that which is looked for. */
    private void checkVoters() {
        if (checkedEntry == raft.log.lastIndex()
                || (sabotage != Sabotage.NONE && sabotage != Sabotage.FORMER_RECONFIGURATION_COUNTS)) {
            return;
        }
        checkedEntry = raft.log.lastIndex();
        SortedMap<NodeId, RaftMember> group = raft.members();
        raft.log
                .newest()
                .voters()
                .filter(v -> !group.keySet().containsAll(v.members().keySet()))
                .ifPresent(voters -> {
                    throw new StrandedVoterError("not all of " + voters + " are in the Raft group, " + group.keySet()
                            + " " + plan + "\n" + String.join("\n", story));
                });
    }
}
