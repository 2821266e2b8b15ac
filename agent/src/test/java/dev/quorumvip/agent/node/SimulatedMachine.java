package dev.quorumvip.agent.node;

import dev.quorumvip.agent.address.NetworkEvent;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.protocol.Message;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One machine: a clock that runs a little fast, a disk, a kernel, and at times an agent's process on it, which may be
 * stopped anywhere, or killed.
 */
final class SimulatedMachine {
    /** The process was killed in the midst of something. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }

    final int number;
    final ClusterAddress address;
    final StormPlan.Machine plan;
    final SimulatedKernel kernel;
    /** VIPs whose application does not work here, whatever the agent's process does. */
    final Set<String> failing = new HashSet<>();

    private final SingleHolderSimulation world;
    private final long offset;
    private final Deque<Runnable> backlog = new ArrayDeque<>();
    NodeId node;
    SimulatedDisk.Contents disk = new SimulatedDisk.Contents();
    /** Those of the newest life. */
    @Nullable
    SimulatedChecks checks;

    private @Nullable SimulatedLife life;
    private boolean paused;
    /** In the midst of a step: nothing else of this process can run until that is done. */
    private @Nullable SimulatedLife held;
    /** Whose instructions are being executed. */
    private @Nullable SimulatedLife inTurn;

    private boolean heldUpInThisTurn;

    SimulatedMachine(SingleHolderSimulation world, int number, StormPlan.Machine plan, NodeId node) {
        this.world = world;
        this.number = number;
        this.address = ClusterAddress.parse("10.0.0." + (number + 1) + ":8800");
        this.plan = plan;
        this.node = node;
        this.offset = world.chance.random().nextLong(Duration.ofDays(400).toNanos());
        this.kernel = new SimulatedKernel(this, world);
    }

    @Override
    public String toString() {
        SimulatedLife now = life;
        return node + "@" + address + (plan.fenced() ? " fenced" : "")
                + (now == null ? " down" : now.replica().leadership().leading() ? " leads" : " up")
                + (paused ? " paused" : "")
                + (now == null ? "" : " applied " + now.replica().index());
    }

    /** What the machine's clock shows. */
    long clock() {
        return offset + (long) (world.time.now() * plan.rate());
    }

    /** What the process makes of it: it may be held up before it acts on it. */
    long readClock(Happening heldUpAs) {
        long now = clock();
        heldUp(heldUpAs);
        return now;
    }

    long readClock() {
        return readClock(Happening.HELD_UP_AS_HOLDER);
    }

    /** From now on the VIP's application works here, or does not. */
    void application(String vip, boolean works) {
        boolean changed = works ? failing.remove(vip) : failing.add(vip);
        if (changed && checks != null) {
            checks.look(vip);
        }
    }

    SortedMap<String, String> labels() {
        return new TreeMap<>(Map.of("zone", plan.zone()));
    }

    boolean runs() {
        return life != null;
    }

    @Nullable
    SimulatedLife life() {
        return life;
    }

    /** How many VIPs its process holds on to without a lease. */
    int kept() {
        SimulatedLife now = life;
        return now == null ? 0 : now.kept();
    }

    /** Starts a process, as after a boot: leftovers go first. */
    void start(VoterSet known) {
        if (life != null) {
            return;
        }
        kernel.clear();
        SimulatedLife begun = new SimulatedLife(world, this);
        life = begun;
        run(begun, () -> begun.begin(known));
    }

    void kill() {
        SimulatedLife now = life;
        if (now == null) {
            return;
        }
        if (held == now) {
            world.chance.happened(Happening.KILLED_WHILE_HELD_UP);
        }
        now.replica().close();
        life = null;
        held = null;
        paused = false;
        backlog.clear();
    }

    /** With a new disk it comes back as a new node. */
    void wipe(NodeId next) {
        kill();
        disk = new SimulatedDisk.Contents();
        if (world.sabotage != Sabotage.EMPTY_DISK_GOES_UNNOTICED) {
            node = next;
        }
    }

    void pause(Duration span) {
        SimulatedLife now = life;
        if (now == null || paused) {
            return;
        }
        paused = true;
        world.time.after(span, () -> resume(now));
    }

    /** All that stopped it is over. */
    void resume() {
        SimulatedLife now = life;
        if (now != null) {
            resume(now);
        }
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
            run(now, () -> now.received(sender, from, world.mail.told(this, message)));
        }
    }

    /** Somebody takes the address off by hand. */
    void removeByHand(InetAddress ip) {
        SimulatedLife now = life;
        if (kernel.remove(ip) && now != null) {
            world.chance.happened(Happening.ADDRESS_TAKEN_OFF_BY_HAND);
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

    /** Does what timers are due. */
    void tick() {
        SimulatedLife now = life;
        if (now != null && !paused) {
            run(now, () -> {});
        }
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
        SimulatedLife before = inTurn;
        inTurn = whose;
        heldUpInThisTurn = false;
        try {
            whose.turn(work);
        } catch (Killed e) {
            // It is no more.
        } finally {
            inTurn = before;
        }
        world.check();
    }

    /** Between two instructions of the process. */
    void heldUp(Happening where) {
        SimulatedLife now = inTurn;
        if (now == null) {
            return;
        }
        if (life != now) {
            throw new Killed();
        }
        boolean inCall = where == Happening.HELD_UP_IN_KERNEL_CALL;
        // What the kernel does after a hold-up without a fence is undone by the next instruction, or after one more
        // lifetime if that one never comes: that this does not happen is assumed (ADR 5).
        if ((heldUpInThisTurn && !plan.fenced()) || !world.holdsUp(inCall)) {
            return;
        }
        world.chance.happened(where);
        heldUpInThisTurn = true;
        paused = true;
        held = now;
        inTurn = null;
        world.passWithin(world.chance.pause(
                plan.timing().leaseDuration(), plan.fencePlan().promise()));
        if (life != now) {
            throw new Killed();
        }
        inTurn = now;
        held = null;
        // What came meanwhile waits until this turn is over.
        world.time.after(Duration.ZERO, () -> resume(now));
    }
}
