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
import java.net.InetAddress;
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
 * <p>After each step of each process no address may be on two machines. With all faults over each VIP must be on one, within a bound.
 */
final class SingleHolderSimulation {
    static final UUID CLUSTER = new UUID(1, 2);

    /** How often an agent looks at its timers when nothing else wakes it. */
    private static final Duration TICK = Duration.ofMillis(8);

    /** The longest that something of the storm may still be under way: a proposal that was late twice. */
    private static final Duration LEFTOVERS = Chance.LONGEST.plus(StormPlan.PATIENCE);

    final VirtualTime time = new VirtualTime(this::check);
    final AgentMetrics metrics = new AgentMetrics(AgentMetrics.newRegistry(), "simulated");
    final Chance chance;
    final StormPlan plan;
    final Sabotage sabotage;
    final SimulatedRaft raft;
    final SimulatedNetwork network;
    final BrokenMail mail;

    private final Storm storm;
    private final List<SimulatedMachine> machines = new ArrayList<>();
    private final List<VipAddress> addresses = new ArrayList<>();
    private final Deque<String> story = new ArrayDeque<>();
    private boolean kept;
    private boolean within;
    private boolean touched;
    private int checkedEntry;
    private int stepsUntilHeldUp;
    private long nextNode = 100;
    private long samples;
    private long served;
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
        storm = new Storm(this, plan, machines);
        // Two more than VIPs, so that a VIP may be given another.
        for (int i = 1; i <= plan.vips() + 2; i++) {
            addresses.add(VipAddress.parse("10.0.0.10" + i + "/24"));
        }
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
                    && allHeld();
        });
        time.every(Duration.ofMillis(100), this::sample);
        storm.begin();
        time.pass(span);
        tell("all faults are over");
        storm.end();
        // Again and again: one that was told to stop may still be at it.
        time.every(StormPlan.RESTART, () -> machines.forEach(this::restart));
        time.pass(LEFTOVERS);
        passUntil(plan.healsWithin(), this::allHeld);
        time.pass(Duration.ofSeconds(2));
        if (!allHeld()) {
            throw broken("held, and then not any more");
        }
    }

    private void found() {
        SimulatedMachine founder = machines.getFirst();
        raft.append(List.of(new Command.Found(CLUSTER, founder.node, "n1", founder.address)));
        raft.members(new TreeMap<>(Map.of(founder.node, new RaftMember(founder.address, 1))));
        for (int i = 1; i <= plan.vips(); i++) {
            raft.append(List.of(new Command.SetVip("vip" + i, VipDefinition.of(addresses.get(i - 1)))));
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
                throw broken("not within " + bound);
            }
            time.pass(Duration.ofMillis(50));
        }
    }

    /** Each VIP is on the machine that the log says, or at least on one. */
    private boolean allHeld() {
        for (Vip vip : raft.log.newest().vips().values()) {
            if (!vip.deleted() && holders(addressOf(vip)) != 1) {
                return false;
            }
        }
        return true;
    }

    /** Each VIP of a storm has one. */
    static InetAddress addressOf(Vip vip) {
        return vip.definition().addresses().getFirst().ip();
    }

    private void sample() {
        if (chance.storms()) {
            samplesKept += machines.stream().mapToInt(SimulatedMachine::kept).sum();
            for (Vip vip : raft.log.newest().vips().values()) {
                samples++;
                served += Math.min(1, holders(addressOf(vip)));
            }
        }
    }

    /** How much of the storm VIPs were served: one in which none ever is proves nothing. */
    double servedShare() {
        return samples == 0 ? 0 : (double) served / samples;
    }

    /** How often a machine was seen to hold on to a VIP without a lease. */
    long samplesKept() {
        return samplesKept;
    }

    private AssertionError broken(String how) {
        StringBuilder text = new StringBuilder(how).append(" ").append(plan).append("\n");
        raft.log
                .newest()
                .vips()
                .values()
                .forEach(v -> text.append(v)
                        .append(" is on ")
                        .append(holders(addressOf(v)))
                        .append("\n"));
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

    String anyVip() {
        return "vip" + (1 + chance.below(plan.vips()));
    }

    VipAddress anyVipAddress() {
        return addresses.get(chance.below(addresses.size()));
    }

    InetAddress anyAddress() {
        return anyVipAddress().ip();
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
        if (!touched) {
            return;
        }
        touched = false;
        for (VipAddress address : addresses) {
            if (holders(address.ip()) > 1) {
                List<NodeId> on = machines.stream()
                        .filter(m -> m.kernel.serves(address.ip()))
                        .map(m -> m.node)
                        .toList();
                throw new TwoHoldersError(address + " is on " + on + " " + plan + "\n" + String.join("\n", story));
            }
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

    private int holders(InetAddress ip) {
        int holders = 0;
        for (SimulatedMachine machine : machines) {
            holders += machine.kernel.serves(ip) ? 1 : 0;
        }
        return holders;
    }
}
