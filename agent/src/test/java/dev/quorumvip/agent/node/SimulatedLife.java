package dev.quorumvip.agent.node;

import dev.quorumvip.agent.address.NetworkEvent;
import dev.quorumvip.agent.announcement.FramePort;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.consensus.NoQuorumException;
import dev.quorumvip.agent.founding.FoundingRecord;
import dev.quorumvip.agent.holder.Announcer;
import dev.quorumvip.agent.holder.Held;
import dev.quorumvip.agent.lease.LeaseTiming;
import dev.quorumvip.agent.lease.PromisedRecord;
import dev.quorumvip.agent.lease.VoterTable;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One life of an agent: the real desks, on a disk that is slow at times, and a replica that lags as it likes. */
final class SimulatedLife implements Consensus, Journal, InCluster.Owner {
    private static final FramePort DEAF = new FramePort() {
        @Override
        public void send(byte[] frame) {}

        @Override
        public void close() {}
    };

    private final SingleHolderSimulation world;
    private final SimulatedMachine machine;
    private final RandomGenerator random;
    private final NodeId self;
    private final AgentLoop loop;
    private @Nullable InCluster inside;
    private final List<PromisedRecord> promises = new ArrayList<>();
    private final List<Runnable> thenOfPromises = new ArrayList<>();
    private long diskFreeAt;
    private int applied;
    private boolean claimsToLead;

    SimulatedLife(SingleHolderSimulation world, SimulatedMachine machine, RandomGenerator random) {
        this.world = world;
        this.machine = machine;
        this.random = random;
        this.self = machine.node;
        this.loop = new AgentLoop("never started", machine::clock, e -> {
            throw new AssertionError(e);
        });
        // A restarted replica begins with some older prefix.
        this.applied = random.nextInt(Math.max(1, world.log.lastIndex()));
    }

    void begin(VoterSet known) {
        VoterDesk voter = new VoterDesk(new VoterTable(remembered(), machine.clock()), this, machine::clock, r -> {});
        Announcer announcer = new Announcer(
                (name, listener) -> DEAF, machine::clock, Announcer.DEFAULT_SCHEDULE, world.deaf, kind -> {});
        AgentParts parts = new AgentParts(
                self,
                machine.address,
                loop,
                machine::clock,
                () -> Instant.ofEpochMilli(world.time.now() / 1_000_000),
                (to, message) -> world.send(machine, self, to, message),
                this,
                this,
                voter,
                machine.kernel,
                machine.kernel.links(),
                announcer,
                world.fence(machine),
                timing(),
                SimulatedKernel.INTERFACE,
                world.metrics);
        InCluster begun = new InCluster(SingleHolderSimulation.CLUSTER, known, parts, this);
        inside = begun;
        begun.start();
    }

    private PromisedRecord remembered() {
        PromisedRecord onDisk = machine.promisedOnDisk;
        return world.sabotage == Sabotage.NO_QUARANTINE
                ? new PromisedRecord(onDisk.closedThrough(), onDisk.lowestVersion(), 0)
                : onDisk;
    }

    private LeaseTiming timing() {
        LeaseTiming timing = SingleHolderSimulation.TIMING;
        return world.sabotage == Sabotage.LEASE_OUTLASTS_THE_PROMISE
                ? new LeaseTiming(timing.leaseDuration().plusMillis(200), timing.renewInterval())
                : timing;
    }

    void turn(Runnable work) {
        loop.turn(work);
        // What it has just asked for and had answered at once.
        loop.turn(null);
    }

    void received(NodeId sender, ClusterAddress from, Message.InCluster message) {
        if (inside != null) {
            inside.received(sender, from, message);
        }
    }

    void observe(NetworkEvent event) {
        if (inside != null) {
            inside.observe(event);
        }
    }

    CompletableFuture<Void> stop() {
        return inside == null ? CompletableFuture.completedFuture(null) : inside.stop();
    }

    int appliedIndex() {
        return applied;
    }

    void apply(int index) {
        machine.run(this, () -> {
            if (index > applied && inside != null) {
                applied = index;
                inside.consensusMoved();
            }
        });
    }

    void claimToLead(boolean claims) {
        machine.run(this, () -> {
            claimsToLead = claims;
            if (inside != null) {
                inside.consensusMoved();
            }
        });
    }

    // The log

    @Override
    public CompletableFuture<List<Outcome>> propose(List<Command> commands) {
        CompletableFuture<List<Outcome>> answer = new CompletableFuture<>();
        Duration patience = Duration.ofSeconds(3);
        if (!world.quorum() || world.strikes(8)) {
            // It fails as far as the proposer can see, and may commit all the same, then or much later.
            world.time.after(patience, () -> machine.run(this, () -> answer.completeExceptionally(timeout())));
            if (world.strikes(50)) {
                world.time.after(world.longTime(), () -> world.append(commands));
            }
            return answer;
        }
        world.time.after(world.commitTime(), () -> {
            List<Outcome> outcomes = world.append(commands);
            Duration back = world.strikes(2) ? world.longTime() : world.shortTime();
            world.time.after(back, () -> machine.run(this, () -> answer.complete(outcomes)));
            if (world.strikes(2)) {
                world.time.after(world.longTime(), () -> world.append(commands));
            }
        });
        return answer;
    }

    private static NoQuorumException timeout() {
        return new NoQuorumException("nobody answered");
    }

    @Override
    public CompletableFuture<byte[]> query(byte[] question) {
        return CompletableFuture.failedFuture(timeout());
    }

    @Override
    public Applied applied() {
        return new Applied(applied, world.log.at(applied));
    }

    @Override
    public Leadership leadership() {
        return new Leadership(claimsToLead, claimsToLead ? self : null, 1);
    }

    @Override
    public SortedMap<NodeId, RaftMember> raftMembers() {
        return world.raft;
    }

    @Override
    public CompletableFuture<Void> changeRaftMembers(SortedMap<NodeId, RaftMember> members) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        world.time.after(Duration.ofMillis(50 + random.nextInt(400)), () -> {
            if (world.quorum() && claimsToLead && world.changesRaft(members)) {
                world.raft = members;
                machine.run(this, () -> done.complete(null));
            } else {
                machine.run(this, () -> done.completeExceptionally(timeout()));
            }
        });
        return done;
    }

    @Override
    public CompletableFuture<Void> transferLeadership(NodeId to) {
        stepDown();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void stepDown() {
        world.time.after(Duration.ofMillis(1), () -> {
            claimToLead(false);
            world.elect();
        });
    }

    @Override
    public void useVoters(SortedMap<NodeId, RaftMember> voters) {}

    @Override
    public void close() {}

    // The disk

    @Override
    public void promised(PromisedRecord record, Runnable then) {
        promises.add(record);
        thenOfPromises.add(then);
        if (promises.size() > 1) {
            return;
        }
        // What comes while the disk is busy with other things is written together.
        world.time.after(Duration.ofNanos(Math.max(0, diskFreeAt - world.time.now())), () -> {
            PromisedRecord newest = promises.getLast();
            List<Runnable> all = List.copyOf(thenOfPromises);
            promises.clear();
            thenOfPromises.clear();
            write(() -> machine.promisedOnDisk = written(newest), () -> all.forEach(Runnable::run));
        });
    }

    private PromisedRecord written(PromisedRecord newest) {
        return world.sabotage == Sabotage.CLOSES_ARE_NOT_PERSISTED
                ? new PromisedRecord(
                        machine.promisedOnDisk.closedThrough(), newest.lowestVersion(), newest.longestPromiseNanos())
                : newest;
    }

    @Override
    public void founding(FoundingRecord record, Runnable then) {
        throw new AssertionError("founded long ago");
    }

    @Override
    public void membership(Belonging belonging, Runnable then) {
        throw new AssertionError("not the cluster's inside");
    }

    @Override
    public void bound(Collection<Held> held) {}

    @Override
    public void nextSessionEpoch(LongConsumer then) {
        boolean anew = machine.epochOnDisk == 0 || world.sabotage != Sabotage.SESSION_IS_RESUMED;
        write(() -> machine.epochOnDisk += anew ? 1 : 0, () -> then.accept(machine.epochOnDisk));
    }

    /** In order, each a while after it was asked for; what a crash overtakes never reaches the disk. */
    private void write(Runnable onDisk, Runnable then) {
        Duration takes = Duration.ofMillis(world.strikes(10) ? random.nextInt(800) : 1 + random.nextInt(5));
        diskFreeAt = Math.max(diskFreeAt, world.time.now()) + takes.toNanos();
        world.time.after(Duration.ofNanos(diskFreeAt - world.time.now()), () -> {
            if (machine.life() == this) {
                onDisk.run();
                world.time.after(Duration.ofMillis(random.nextInt(3)), () -> machine.run(this, then));
            }
        });
    }

    // The surroundings

    @Override
    public long raftIncarnation() {
        return 1;
    }

    @Override
    public void voterSetLearned(VoterSet voters) {}

    @Override
    public void removed() {
        world.removed(machine);
    }

    @Override
    public void fault(String what, Throwable cause) {
        throw new AssertionError(what, cause);
    }
}
