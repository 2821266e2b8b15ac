package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.protocol.Message;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Datagrams between the machines: lost, doubled, late, and cut off one way or both. */
final class SimulatedNetwork {
    private final Map<ClusterAddress, SimulatedMachine> machines = new HashMap<>();
    private final List<SimulatedMachine> all;
    private final int[][] cuts;
    private final VirtualTime time;
    private final Chance chance;
    private final StormPlan.Wire wire;
    private final BrokenMail mail;

    SimulatedNetwork(
            List<SimulatedMachine> machines, StormPlan.Wire wire, VirtualTime time, Chance chance, BrokenMail mail) {
        this.wire = wire;
        this.all = machines;
        machines.forEach(m -> this.machines.put(m.address, m));
        this.cuts = new int[machines.size()][machines.size()];
        this.time = time;
        this.chance = chance;
        this.mail = mail;
    }

    void send(SimulatedMachine from, NodeId sender, ClusterAddress to, Message.InCluster message) {
        mail.sent(sender, message);
        SimulatedMachine addressee = machines.get(to);
        if (addressee == null || chance.strikes(wire.lost(), Happening.MESSAGE_LOST)) {
            return;
        }
        deliver(from, sender, addressee, message);
        if (chance.strikes(wire.doubled(), Happening.MESSAGE_DOUBLED)) {
            deliver(from, sender, addressee, message);
        }
    }

    private void deliver(SimulatedMachine from, NodeId sender, SimulatedMachine to, Message.InCluster message) {
        long delay = chance.strikes(wire.late(), Happening.MESSAGE_LATE)
                ? chance.longTime().toNanos()
                : 100_000 + chance.below(chance.strikes(wire.slow()) ? 60_000_000 : 2_000_000);
        time.afterNanos(delay, () -> {
            if (cuts[from.number][to.number] == 0) {
                mail.deliver(to, sender, from.address, message);
            }
        });
    }

    /** What {@code from} sends does not reach {@code to}. */
    void cut(SimulatedMachine from, SimulatedMachine to, Duration span) {
        cuts[from.number][to.number]++;
        time.after(span, () -> cuts[from.number][to.number] = Math.max(0, cuts[from.number][to.number] - 1));
    }

    /** What becomes of messages between two groups. */
    enum Split {
        BOTH_WAYS,
        /** The group hears nothing of the others. */
        DEAF,
        /** The others hear nothing of the group. */
        MUTE
    }

    void split(Set<SimulatedMachine> group, Split how, Duration span) {
        for (SimulatedMachine inside : group) {
            for (SimulatedMachine outside : all) {
                if (!group.contains(outside)) {
                    if (how != Split.MUTE) {
                        cut(outside, inside, span);
                    }
                    if (how != Split.DEAF) {
                        cut(inside, outside, span);
                    }
                }
            }
        }
    }

    void heal() {
        for (int[] row : cuts) {
            java.util.Arrays.fill(row, 0);
        }
    }
}
