package dev.quorumvip.agent.node;

import dev.quorumvip.agent.announcement.FrameListener;
import dev.quorumvip.agent.announcement.FramePortException;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import dev.quorumvip.agent.fence.KernelFence;
import dev.quorumvip.agent.fence.NoKernelFence;
import dev.quorumvip.agent.lease.FailoverProfile;
import dev.quorumvip.agent.lease.LeaseTiming;
import dev.quorumvip.agent.metrics.AgentMetrics;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Member;
import dev.quorumvip.agent.state.Outcome;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.agent.state.Vip;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A cluster of real desks in virtual time, on everything that may go wrong: messages lost, doubled, late and out of
 * order, one-way partitions, crashes with a write under way, pauses in the midst of a system call, clocks that drift,
 * replicas that lag, several leaders at once or none, proposals that commit late or twice, wiped disks, members
 * removed, links lost.
 *
 * <p>After each event no address may be on two machines. In the end, with all faults over, each VIP must be on one.
 */
final class SingleHolderSimulation {
    static final LeaseTiming TIMING = FailoverProfile.BALANCED.timing();
    static final UUID CLUSTER = new UUID(1, 2);
    private static final int MACHINES = 6;

    final VirtualTime time = new VirtualTime(this::check);
    final SimulatedLog log = new SimulatedLog();
    final AgentMetrics metrics = new AgentMetrics(AgentMetrics.newRegistry(), "simulated");
    final FrameListener deaf = new FrameListener() {
        @Override
        public void onFrame(byte[] frame, Instant receivedAt) {}

        @Override
        public void onFailure(FramePortException failure) {}
    };
    SortedMap<NodeId, RaftMember> raft = new TreeMap<>();

    final Sabotage sabotage;
    /** Of so many calls to the kernel one takes up to five seconds. */
    final int heldUpOneIn;

    private final Random random;
    private final List<SimulatedMachine> machines = new ArrayList<>();
    private final Set<List<ClusterAddress>> cut = new HashSet<>();
    private final Set<SimulatedMachine> lagging = new HashSet<>();
    private final Deque<String> story = new ArrayDeque<>();
    private boolean faulty;
    private boolean quorum = true;
    private boolean nested;
    private boolean touched;
    private long nextNode = 100;

    SingleHolderSimulation(long seed, Sabotage sabotage) {
        this.sabotage = sabotage;
        random = new Random(seed);
        heldUpOneIn = 8 + random.nextInt(50);
        for (int i = 1; i <= MACHINES; i++) {
            ClusterAddress address = ClusterAddress.parse("10.0.0." + i + ":8800");
            machines.add(new SimulatedMachine(this, address, new NodeId(nextNode++), random));
        }
        SimulatedMachine founder = machines.getFirst();
        append(List.of(new Command.Found(CLUSTER, founder.node, "n1", founder.address)));
        raft.put(founder.node, new RaftMember(founder.address, 1));
        for (int i = 1; i <= 3; i++) {
            append(List.of(new Command.SetVip("vip" + i, vip(i), "")));
        }
    }

    /** Runs the cluster through {@code span} of faults, and then lets it heal. */
    void run(Duration span) {
        for (SimulatedMachine machine : machines) {
            join(machine);
            time.every(Duration.ofMillis(8), () -> {
                SimulatedLife life = machine.life();
                if (life != null) {
                    machine.run(life, () -> {});
                }
            });
        }
        time.every(Duration.ofMillis(10), this::replicate);
        time.every(Duration.ofMillis(700), this::elect);
        time.pass(Duration.ofSeconds(25));
        if (log.newest().voters().orElseThrow().members().size() != 5) {
            throw new AssertionError("no five voters\n" + String.join("\n", story));
        }
        faulty = true;
        // From a storm in which nothing is held for long to one in which faults meet a cluster at rest.
        time.every(Duration.ofMillis(100 + random.nextInt(1_000)), this::mischief);
        time.pass(span);
        heal();
        // Again and again: one that was told to stop may still be at it.
        time.every(Duration.ofSeconds(1), () -> machines.forEach(this::restart));
        time.pass(Duration.ofSeconds(40));
        for (Vip vip : log.newest().vips().values()) {
            if (!vip.deleted() && holders(vip.address().ip()) != 1) {
                throw new AssertionError(vip + " is on " + holders(vip.address().ip()) + " machines in the end; "
                        + machines + raft.keySet() + log.newest().voters()
                        + log.newest().members().values() + "\n" + String.join("\n", story));
            }
        }
    }

    /** How many assignments there were: a run without any proves nothing. */
    long grants() {
        return log.newest().lastGrant();
    }

    long voterSetVersion() {
        return log.newest().voters().map(v -> v.version().value()).orElse(0L);
    }

    boolean strikes(int percent) {
        return faulty && random.nextInt(100) < percent;
    }

    /** An address was put somewhere. */
    void touched() {
        touched = true;
    }

    boolean quorum() {
        return quorum;
    }

    Duration shortTime() {
        return Duration.ofNanos(200_000 + random.nextInt(15_000_000));
    }

    /**
     * Machines with a kernel fence, whose promises are short, and machines without, whose are long, make one cluster.
     */
    Fence fence(SimulatedMachine machine) {
        if (!machine.fenced) {
            return Fence.byAddressLifetime(TIMING, "this machine has none");
        }
        KernelFence gates = sabotage == Sabotage.NO_FENCE ? new NoKernelFence() : machine.kernel.fence();
        return Fence.byKernelFence(gates, TIMING);
    }

    /** How long an entry takes to commit: at times the leader is slow. */
    Duration commitTime() {
        return strikes(25) ? Duration.ofMillis(random.nextInt(1_500)) : shortTime();
    }

    Duration longTime() {
        return Duration.ofMillis(random.nextInt(12_000));
    }

    boolean nestedPauseAllowed() {
        return faulty && !nested;
    }

    /** Raft lets its members change one at a time, with a living majority; and no leader with an old log is elected. */
    boolean changesRaft(SortedMap<NodeId, RaftMember> members) {
        Set<NodeId> difference = new HashSet<>(members.keySet());
        difference.addAll(raft.keySet());
        difference.removeIf(n -> members.containsKey(n) && raft.containsKey(n));
        long living = machines.stream()
                .filter(m -> m.runs() && members.containsKey(m.node))
                .count();
        boolean dropsVoter = difference.stream()
                .anyMatch(n -> !members.containsKey(n) && log.newest().isVoter(n));
        return difference.size() == 1 && living > members.size() / 2 && !dropsVoter;
    }

    void passNested(Duration span) {
        nested = true;
        try {
            time.pass(span);
        } finally {
            nested = false;
        }
    }

    List<Outcome> append(List<Command> commands) {
        List<Outcome> outcomes = log.append(commands);
        tell("entry " + log.lastIndex() + " " + commands + " " + outcomes);
        return outcomes;
    }

    void send(SimulatedMachine from, NodeId sender, ClusterAddress to, Message message) {
        if (!(message instanceof Message.InCluster inside)) {
            throw new AssertionError(message);
        }
        int copies = strikes(5) ? 0 : strikes(3) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            Duration delay = strikes(2)
                    ? longTime()
                    : Duration.ofNanos(100_000 + random.nextInt(strikes(20) ? 60_000_000 : 2_000_000));
            time.after(
                    delay,
                    () -> machines.stream()
                            .filter(m -> m.address.equals(to) && !cut.contains(List.of(from.address, to)))
                            .forEach(m -> arrived(m, sender, from.address, inside)));
        }
    }

    private void arrived(SimulatedMachine at, NodeId sender, ClusterAddress from, Message.InCluster message) {
        boolean counts = message instanceof Message.CloseReply && sabotage == Sabotage.EXPIRY_BY_A_MINORITY
                || message instanceof Message.Ack && sabotage == Sabotage.LEASE_BY_A_MINORITY;
        if (counts) {
            machines.forEach(other -> at.arrived(other.node, other.address, message));
        }
        at.arrived(sender, from, message);
    }

    /** One leader as a rule; at times two, or none. */
    void elect() {
        int leader = random.nextInt(MACHINES);
        List<SimulatedLife> living = new ArrayList<>();
        for (SimulatedMachine machine : machines) {
            SimulatedLife life = machine.life();
            if (life != null && raft.containsKey(machine.node)) {
                living.add(life);
            }
        }
        boolean settled = living.stream().filter(l -> l.leadership().leading()).count() == 1;
        if (living.isEmpty() || (settled && !strikes(15)) || (faulty && !strikes(70))) {
            return;
        }
        SimulatedLife chosen = living.get(leader % living.size());
        for (SimulatedLife life : living) {
            // A deposed leader may not know it.
            if (life == chosen || !strikes(30)) {
                life.claimToLead(life == chosen);
            }
        }
    }

    private void replicate() {
        for (SimulatedMachine machine : machines) {
            SimulatedLife life = machine.life();
            if (life != null && !lagging.contains(machine) && life.appliedIndex() < log.lastIndex()) {
                life.apply(life.appliedIndex() + 1 + random.nextInt(log.lastIndex() - life.appliedIndex()));
            }
        }
    }

    private void mischief() {
        if (!faulty) {
            return;
        }
        SimulatedMachine machine = machines.get(random.nextInt(MACHINES));
        if (sabotage == Sabotage.EXPIRY_WITHOUT_CLOSES && random.nextInt(50) == 0) {
            log.newest()
                    .member(machine.node)
                    .flatMap(Member::session)
                    .ifPresent(session -> append(List.of(new Command.ExpireSession(
                            session, log.newest().voters().orElseThrow().version()))));
        }
        switch (random.nextInt(22)) {
            case 0, 1 -> {
                tell("kill " + machine.node);
                machine.kill();
                time.after(random.nextBoolean() ? shortTime() : longTime(), () -> restart(machine));
            }
            case 2, 3 -> {
                tell("pause " + machine.node);
                // Most of all for about as long as a promise: it wakes while its session is being closed and expired.
                machine.pause(Duration.ofMillis(
                        switch (random.nextInt(3)) {
                            case 0 -> 450 + random.nextInt(300);
                            case 1 -> 2_300 + random.nextInt(900);
                            default -> random.nextInt(6_000);
                        }));
            }
            case 4, 5, 6 -> {
                lagging.add(machine);
                time.after(longTime(), () -> lagging.remove(machine));
            }
            case 7, 8, 9 -> {
                List<ClusterAddress> way = List.of(machine.address, machines.get(random.nextInt(MACHINES)).address);
                cut.add(way);
                time.after(longTime(), () -> cut.remove(way));
            }
            case 10 -> {
                quorum = false;
                time.after(Duration.ofMillis(random.nextInt(4_000)), () -> quorum = true);
            }
            case 11 -> {
                tell("terminate " + machine.node);
                machine.terminate();
                time.after(longTime(), () -> restart(machine));
            }
            case 12 -> machine.removeByHand(vip(1 + random.nextInt(5)).ip());
            case 13 -> {
                machine.setCarrier(false);
                time.after(longTime(), () -> machine.setCarrier(true));
            }
            case 14 ->
                append(List.of(new Command.SetVip("vip" + (1 + random.nextInt(3)), vip(1 + random.nextInt(5)), "")));
            case 15 -> {
                if (random.nextInt(10) == 0) {
                    append(List.of(new Command.DeleteVip("vip" + (1 + random.nextInt(3)))));
                }
            }
            case 16 -> {
                if (random.nextInt(3) == 0 && canDoWithout(machine)) {
                    tell("wipe " + machine.node);
                    machine.wipe(new NodeId(nextNode++));
                    time.after(shortTime(), () -> join(machine));
                }
            }
            case 17 -> {
                if (random.nextInt(4) == 0) {
                    append(List.of(new Command.StartRemoval(machine.node)));
                }
            }
            case 18 -> append(log.entry(Math.max(1, log.lastIndex() - random.nextInt(30))));
            case 19 -> assignSomehow(machine);
            case 20 -> elect();
            case 21 -> powerFailure();
            default -> {}
        }
    }

    /** Several at once, and they are soon back. */
    private void powerFailure() {
        for (SimulatedMachine machine : machines) {
            if (random.nextInt(3) != 0) {
                tell("power failure of " + machine.node);
                machine.kill();
                time.after(random.nextInt(4) != 0 ? shortTime() : longTime(), () -> restart(machine));
            }
        }
    }

    /** A proposer with a view of its own: an assignment to any session there ever was. */
    private void assignSomehow(SimulatedMachine machine) {
        log.at(random.nextInt(log.lastIndex() + 1))
                .member(machine.node)
                .flatMap(Member::session)
                .ifPresent(session -> {
                    String name = "vip" + (1 + random.nextInt(3));
                    append(List.of(new Command.Assign(name, session, TransitionReason.FIRST_ASSIGNMENT, 0)));
                });
    }

    /** Asks until it is let in, as a node does that has nothing on its disk. */
    private void join(SimulatedMachine machine) {
        NodeId node = machine.node;
        append(List.of(new Command.AddMember(node, "name of " + node, machine.address)));
        if (log.newest().member(node).isEmpty()) {
            time.after(Duration.ofMillis(300), () -> join(machine));
        } else {
            machine.start(log.newest().voters().orElseThrow());
        }
    }

    private void restart(SimulatedMachine machine) {
        if (machine.runs()) {
            return;
        }
        if (log.newest().removed().contains(machine.node)) {
            machine.wipe(new NodeId(nextNode++));
            join(machine);
        } else if (log.newest().member(machine.node).isPresent()) {
            machine.start(someEarlierVoters());
        }
    }

    private VoterSet someEarlierVoters() {
        int back = random.nextInt(Math.min(50, log.lastIndex()));
        return log.at(log.lastIndex() - back).voters().orElseThrow();
    }

    private void heal() {
        tell("all faults are over");
        faulty = false;
        quorum = true;
        cut.clear();
        lagging.clear();
        for (SimulatedMachine machine : machines) {
            machine.setCarrier(true);
        }
    }

    /** Whether all that the voters promised is known to a majority of them without this machine's disk. */
    private boolean canDoWithout(SimulatedMachine machine) {
        List<NodeId> others =
                machines.stream().filter(m -> m != machine).map(m -> m.node).toList();
        return log.newest().voters().orElseThrow().isMajority(others)
                && log.newest().settling().filter(s -> !s.isMajority(others)).isEmpty();
    }

    /** A member that was removed comes back as a new one. */
    void removed(SimulatedMachine machine) {
        time.after(longTime(), () -> {
            if (log.newest().removed().contains(machine.node)) {
                machine.wipe(new NodeId(nextNode++));
                join(machine);
            }
        });
    }

    private void check() {
        if (!touched) {
            return;
        }
        touched = false;
        for (int i = 1; i <= 5; i++) {
            InetAddress ip = vip(i).ip();
            if (holders(ip) > 1) {
                List<NodeId> on = machines.stream()
                        .filter(m -> m.kernel.serves(ip))
                        .map(m -> m.node)
                        .toList();
                throw new TwoHoldersError(ip + " is on " + on + "\n" + String.join("\n", story));
            }
        }
    }

    private long holders(InetAddress ip) {
        return machines.stream().filter(m -> m.kernel.serves(ip)).count();
    }

    private void tell(String what) {
        story.add(time.now() / 1_000_000 + " ms: " + what);
        if (story.size() > 400) {
            story.remove();
        }
    }

    private static VipAddress vip(int number) {
        return VipAddress.parse("10.0.0.10" + number + "/24");
    }
}
