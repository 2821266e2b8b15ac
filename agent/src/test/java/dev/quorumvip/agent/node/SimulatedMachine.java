package dev.quorumvip.agent.node;

import dev.quorumvip.agent.address.NetworkEvent;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.lease.PromisedRecord;
import dev.quorumvip.agent.protocol.Message;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One machine: a clock that runs a little fast or slow, a disk, a kernel, and at times an agent's process on it, which
 * may be paused at any time, or killed.
 */
final class SimulatedMachine {
    /** The process was killed in the midst of something. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    final ClusterAddress address;
    final SimulatedKernel kernel;
    final boolean fenced;
    private final SingleHolderSimulation world;
    private final RandomGenerator random;
    private final double rate;
    private final long offset;
    private final Deque<Runnable> backlog = new ArrayDeque<>();
    NodeId node;
    PromisedRecord promisedOnDisk = PromisedRecord.blank();
    long epochOnDisk;
    int lives;
    private @Nullable SimulatedLife life;
    private boolean paused;
    /** In the midst of a call to the kernel: nothing else of this process can run until that returns. */
    private @Nullable SimulatedLife held;

    SimulatedMachine(SingleHolderSimulation world, ClusterAddress address, NodeId node, RandomGenerator random) {
        this.world = world;
        this.address = address;
        this.node = node;
        this.random = random;
        // Two clocks differ by ρ at most.
        double spread = world.sabotage == Sabotage.CLOCKS_DRIFT_BEYOND_RHO ? 0.6 : 1 / 1_001.0;
        this.rate = 1 + (random.nextDouble() - 0.5) * spread;
        this.offset = random.nextLong(Duration.ofDays(400).toNanos());
        this.fenced = random.nextInt(3) != 0;
        this.kernel = new SimulatedKernel(this::clock, random, this::heldUpAtTimes, world);
    }

    @Override
    public String toString() {
        SimulatedLife now = life;
        return node + "@" + address + (fenced ? " fenced" : "")
                + (now == null ? " down" : now.leadership().leading() ? " leads" : " up") + (paused ? " paused" : "")
                + (now == null ? "" : " applied " + now.appliedIndex());
    }

    long clock() {
        return offset + (long) (world.time.now() * rate);
    }

    boolean runs() {
        return life != null;
    }

    @Nullable
    SimulatedLife life() {
        return life;
    }

    /** Starts a process, as after a boot: leftovers go first. */
    void start(VoterSet known) {
        if (life != null) {
            return;
        }
        kernel.clear();
        lives++;
        SimulatedLife begun = new SimulatedLife(world, this, random);
        life = begun;
        run(begun, () -> begun.begin(known));
    }

    void kill() {
        life = null;
        held = null;
        paused = false;
        backlog.clear();
    }

    void wipe(NodeId next) {
        kill();
        node = next;
        promisedOnDisk = PromisedRecord.blank();
        epochOnDisk = 0;
    }

    void pause(Duration span) {
        SimulatedLife now = life;
        if (now == null || paused) {
            return;
        }
        paused = true;
        world.time.after(span, () -> resume(now));
    }

    private void resume(SimulatedLife whose) {
        if (life != whose || !paused || held == whose) {
            return;
        }
        paused = false;
        while (!backlog.isEmpty() && life == whose && !paused) {
            run(whose, backlog.remove());
        }
    }

    void arrived(NodeId sender, ClusterAddress from, Message.InCluster message) {
        SimulatedLife now = life;
        if (now != null) {
            run(now, () -> now.received(sender, from, message));
        }
    }

    /** Somebody takes the address off by hand. */
    void removeByHand(InetAddress ip) {
        SimulatedLife now = life;
        if (kernel.remove(ip) && now != null) {
            run(
                    now,
                    () -> now.observe(new NetworkEvent.AddressRemoved(
                            SimulatedKernel.INDEX, ip, ip.getAddress().length * Byte.SIZE)));
        }
    }

    void setCarrier(boolean present) {
        kernel.setCarrier(present);
        SimulatedLife now = life;
        if (now != null) {
            run(now, () -> now.observe(new NetworkEvent.LinkChanged(kernel.link())));
        }
    }

    /** SIGTERM: gives back what it can within two seconds, then ends. */
    void terminate() {
        SimulatedLife now = life;
        if (now == null) {
            return;
        }
        run(now, () -> {
            CompletableFuture<Void> done = now.stop();
            done.thenRun(() -> end(now));
        });
        world.time.after(Duration.ofSeconds(2), () -> end(now));
    }

    private void end(SimulatedLife whose) {
        world.time.after(Duration.ofMillis(1), () -> {
            if (life == whose) {
                kill();
            }
        });
    }

    /** On the loop of that life, if it still lives; later, if it is paused. */
    void run(SimulatedLife whose, Runnable work) {
        if (life != whose) {
            return;
        }
        if (paused) {
            backlog.add(work);
            return;
        }
        try {
            whose.turn(work);
        } catch (Killed e) {
            // It is no more.
        }
    }

    /** The process is held up just before the kernel does what it was asked for, or just after. */
    private void heldUpAtTimes() {
        world.touched();
        SimulatedLife now = life;
        if (now == null || paused || !world.nestedPauseAllowed() || random.nextInt(world.heldUpOneIn) != 0) {
            return;
        }
        paused = true;
        held = now;
        world.passNested(Duration.ofMillis(random.nextInt(5_000)));
        if (life != now) {
            throw new Killed();
        }
        held = null;
        paused = false;
        world.time.after(Duration.ZERO, () -> {
            paused = true;
            resume(now);
        });
    }
}
