package dev.quorumvip.agent.node;

import dev.quorumvip.agent.address.NetworkEvent;
import dev.quorumvip.agent.announcement.FrameListener;
import dev.quorumvip.agent.announcement.FramePort;
import dev.quorumvip.agent.announcement.FramePortException;
import dev.quorumvip.agent.announcement.RouterRole;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.fence.KernelFence;
import dev.quorumvip.agent.fence.NoKernelFence;
import dev.quorumvip.agent.health.VipChange;
import dev.quorumvip.agent.holder.Announcer;
import dev.quorumvip.agent.lease.LeaseTiming;
import dev.quorumvip.agent.lease.PromisedRecord;
import dev.quorumvip.agent.lease.VoterTable;
import dev.quorumvip.agent.membership.VoterRules;
import dev.quorumvip.agent.protocol.Message;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One life of an agent: the real desks on simulated ports. */
final class SimulatedLife implements InCluster.Owner {
    private static final FramePort DEAF = new FramePort() {
        @Override
        public void send(byte[] frame) {}

        @Override
        public void close() {}
    };
    private static final FrameListener NOBODY = new FrameListener() {
        @Override
        public void onFrame(byte[] frame, Instant receivedAt) {}

        @Override
        public void onFailure(FramePortException failure) {}
    };

    private final SingleHolderSimulation world;
    private final SimulatedMachine machine;
    private final NodeId self;
    private final AgentLoop loop;
    private final SimulatedReplica replica;
    private @Nullable InCluster inside;

    SimulatedLife(SingleHolderSimulation world, SimulatedMachine machine) {
        this.world = world;
        this.machine = machine;
        this.self = machine.node;
        this.loop = new AgentLoop("never started", () -> machine.readClock(Happening.HELD_UP_ELSEWHERE), e -> {
            throw new AssertionError(e);
        });
        this.replica = world.raft.join(self, work -> machine.run(this, work), this::consensusMoved);
    }

    void begin(VoterSet known) {
        SimulatedDisk disk = new SimulatedDisk(machine.disk, machine, this, world);
        VoterDesk voter = new VoterDesk(
                new VoterTable(remembered(), machine.clock()),
                disk,
                () -> machine.readClock(Happening.HELD_UP_AS_VOTER),
                r -> {});
        Announcer announcer =
                new Announcer((name, listener) -> DEAF, machine::clock, RouterRole.HOST, NOBODY, kind -> {});
        AgentParts parts = new AgentParts(
                self,
                machine.address,
                loop,
                () -> machine.readClock(Happening.HELD_UP_AS_HOLDER),
                () -> Instant.ofEpochMilli(world.time.now() / 1_000_000),
                this::send,
                replica,
                disk,
                voter,
                machine.kernel,
                machine.kernel.links(),
                announcer,
                fence(),
                timing(),
                SimulatedKernel.INTERFACE,
                machine.labels(),
                VoterRules.DEFAULT,
                new SimulatedChecks(world, machine, this),
                world.metrics);
        InCluster begun = new InCluster(SingleHolderSimulation.CLUSTER, known, parts, this);
        inside = begun;
        begun.start();
    }

    private PromisedRecord remembered() {
        PromisedRecord onDisk = machine.disk.promised;
        return world.sabotage == Sabotage.NO_QUARANTINE
                ? new PromisedRecord(onDisk.closedThrough(), onDisk.lowestVersion(), 0)
                : onDisk;
    }

    private LeaseTiming timing() {
        LeaseTiming timing = machine.plan.timing();
        return world.sabotage == Sabotage.LEASE_OUTLASTS_THE_PROMISE
                ? new LeaseTiming(timing.leaseDuration().plusMillis(200), timing.renewInterval())
                : timing;
    }

    private Fence fence() {
        LeaseTiming timing = machine.plan.timing();
        if (!machine.plan.fenced()) {
            return Fence.byAddressLifetime(timing, "this machine has none");
        }
        KernelFence gates =
                world.sabotage == Sabotage.NO_FENCE ? new NoKernelFence() : machine.kernel.fence(machine::readClock);
        return Fence.byKernelFence(gates, timing);
    }

    private void send(ClusterAddress to, Message message) {
        if (!(message instanceof Message.InCluster inCluster)) {
            throw new AssertionError(message);
        }
        machine.heldUp(
                switch (inCluster) {
                    case Message.Renew r -> Happening.HELD_UP_BETWEEN_RENEWALS;
                    case Message.Ack a -> Happening.HELD_UP_AS_VOTER;
                    case Message.CloseReply c -> Happening.HELD_UP_AS_VOTER;
                    case Message.SettleReply s -> Happening.HELD_UP_AS_VOTER;
                    default -> Happening.HELD_UP_ELSEWHERE;
                });
        world.network.send(machine, self, to, inCluster);
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

    void healthChanged(VipChange change) {
        if (inside != null) {
            inside.healthChanged(change);
        }
    }

    /** How many VIPs it holds on to without a lease. */
    int kept() {
        return inside == null ? 0 : inside.kept().size();
    }

    CompletableFuture<Void> stop() {
        return inside == null ? CompletableFuture.completedFuture(null) : inside.stop();
    }

    SimulatedReplica replica() {
        return replica;
    }

    private void consensusMoved() {
        if (inside != null) {
            inside.consensusMoved();
        }
    }

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
