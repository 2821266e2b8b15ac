package dev.quorumvip.agent.leader;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.protocol.Message.Claimant;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.ConflictKind;
import dev.quorumvip.agent.state.Vip;
import dev.quorumvip.agent.state.VipConflict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * On the leader: what nodes tell of strangers, made into what the log says of them.
 *
 * <pre>
 * After a node told of a conflict that the log does not have: the log is told, once each interval at most.
 * After all that told of it said that it is over, or nothing more for long: the log is told that.
 * A conflict before a first claim is over when the VIP is bound, and the log sees that by itself.
 * </pre>
 *
 * Of several, what the holder tells comes first. Times are clock readings in nanoseconds.
 */
public final class ConflictBook {
    /** Nodes tell again each ten seconds; a datagram or two may be lost. */
    public static final Duration FORGOTTEN = Duration.ofSeconds(35);

    /** A stranger that changes its hardware address all the time cannot fill the log. */
    public static final Duration CHANGE_INTERVAL = Duration.ofMinutes(1);

    private final Map<String, SortedMap<NodeId, Told>> told = new HashMap<>();
    private final Map<String, Long> changed = new HashMap<>();
    private long leadingSince;

    private record Told(Claimant claimant, long atNanos) {}

    /** This node leads from now on, and knows nothing of what was told the leader before. */
    public void begin(long now) {
        told.clear();
        changed.clear();
        leadingSince = now;
    }

    /** @param claimant empty when the sender takes the conflict for over */
    public void heard(NodeId sender, String vip, Optional<Claimant> claimant, long now) {
        if (claimant.isPresent()) {
            told.computeIfAbsent(vip, name -> new TreeMap<>()).put(sender, new Told(claimant.get(), now));
        } else if (told.containsKey(vip)) {
            told.get(vip).remove(sender);
        }
    }

    /**
     * What the log should be told.
     *
     * @param epochMillis wall time, for people to read
     */
    public List<Command> commands(ClusterState state, long now, long epochMillis) {
        told.keySet().retainAll(state.vips().keySet());
        changed.keySet().retainAll(state.vips().keySet());
        told.values().forEach(byNode -> byNode.values().removeIf(t -> now - t.atNanos > FORGOTTEN.toNanos()));
        told.values().removeIf(Map::isEmpty);
        List<Command> commands = new ArrayList<>();
        for (Vip vip : state.vips().values()) {
            if (!vip.deleted() && (vip.conflict().isPresent() || told.containsKey(vip.name()))) {
                news(vip, now, epochMillis)
                        .ifPresent(conflict ->
                                commands.add(new Command.ReportConflict(vip.name(), vip.number(), conflict)));
            }
        }
        return commands;
    }

    /** @return what is to be logged, which is nothing inside for a conflict that is over */
    private Optional<Optional<VipConflict>> news(Vip vip, long now, long epochMillis) {
        Optional<VipConflict> logged = vip.conflict();
        Optional<VipConflict> heard = foremost(vip, epochMillis);
        if (heard.isEmpty()) {
            return logged.filter(conflict -> isOver(vip, conflict, now)).map(conflict -> Optional.empty());
        }
        if (logged.filter(heard.get()::sameAs).isPresent()) {
            return Optional.empty();
        }
        Long before = changed.get(vip.name());
        boolean another = logged.filter(conflict -> conflict.kind() != ConflictKind.BEFORE_CLAIM)
                .isPresent();
        if (another && before != null && now - before < CHANGE_INTERVAL.toNanos()) {
            return Optional.empty();
        }
        changed.put(vip.name(), now);
        return Optional.of(heard);
    }

    private boolean isOver(Vip vip, VipConflict conflict, long now) {
        return conflict.kind() == ConflictKind.BEFORE_CLAIM ? vip.claimed() : now - leadingSince > FORGOTTEN.toNanos();
    }

    private Optional<VipConflict> foremost(Vip vip, long epochMillis) {
        return told.getOrDefault(vip.name(), new TreeMap<>()).entrySet().stream()
                .filter(each -> counts(vip, each.getValue().claimant))
                .min(Comparator.comparing(
                        each -> vip.holder().filter(each.getKey()::equals).isEmpty()))
                .map(each -> conflict(each.getKey(), each.getValue().claimant, epochMillis));
    }

    /** Of an address that is the VIP's; and what was before a claim counts no more after it. */
    private static boolean counts(Vip vip, Claimant claimant) {
        return vip.definition().addresses().stream().anyMatch(a -> a.ip().equals(claimant.address()))
                && !(claimant.kind() == ConflictKind.BEFORE_CLAIM && vip.claimed());
    }

    private static VipConflict conflict(NodeId reporter, Claimant claimant, long epochMillis) {
        return new VipConflict(
                claimant.address(), new MacAddress(claimant.mac()), claimant.kind(), reporter, epochMillis);
    }
}
