package dev.quorumvip.agent.conflict;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.announcement.NeighbourClaim;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Watches the addresses that this node holds, and has them defended (RFC 5227 §2.4).
 *
 * <pre>
 * After a member claims one: announce anew, at once. It held the address before, and neighbours may believe it.
 * After a stranger claims one: a conflict begins or goes on. Defend, and tell, once each interval.
 * After a time without claims, or when the address is held no more: the conflict is over.
 * </pre>
 *
 * It never gives an address up: another member would meet the same stranger (docs/adr/0013-conflicts.md). An address
 * has one conflict at a time, whoever the strangers are, so that nobody can fill the memory or the log with inventions.
 */
public final class HoldWatch {
    /** DEFEND_INTERVAL of RFC 5227 §1.1. */
    public static final Duration DEFEND_INTERVAL = Duration.ofSeconds(10);

    /** Some of them: who has an address and uses it is heard of more often, as a rule. */
    public static final Duration OVER_AFTER = Duration.ofMinutes(1);

    private final Set<InetAddress> held = new HashSet<>();
    private final Map<InetAddress, Conflict> conflicts = new LinkedHashMap<>();

    /** This node holds exactly these addresses from now on. */
    public List<HoldEffect> holds(Collection<InetAddress> now) {
        held.clear();
        held.addAll(now);
        return endThose(conflict -> !held.contains(conflict.seen.address()));
    }

    /** A claim was heard on the segment. */
    public List<HoldEffect> heard(NeighbourClaim claim, KnownMacs known, long now) {
        if (!held.contains(claim.address())) {
            return List.of();
        }
        return switch (known.whose(claim.mac())) {
            case OWN -> List.of();
            case MEMBER -> List.of(new HoldEffect.AnnounceAnew(claim.address()));
            case STRANGER -> claimed(claim.address(), claim.mac(), now);
        };
    }

    /** Ends the conflicts of which nothing was heard for long enough. */
    public List<HoldEffect> tick(long now) {
        return endThose(conflict -> now - conflict.overNanos() >= 0);
    }

    /** The clock reading from which on {@link #tick} has something to do; empty without a conflict. */
    public OptionalLong nextTickNanos() {
        return conflicts.values().stream().mapToLong(Conflict::overNanos).min();
    }

    /** The conflicts that there are now, oldest first. */
    public List<AddressConflict> conflicts() {
        return conflicts.values().stream().map(conflict -> conflict.seen).toList();
    }

    private List<HoldEffect> claimed(InetAddress address, MacAddress mac, long now) {
        Conflict known = conflicts.get(address);
        if (known == null) {
            Conflict begun = new Conflict(AddressConflict.began(address, mac, now));
            conflicts.put(address, begun);
            return List.of(new HoldEffect.Defend(address), new HoldEffect.ConflictBegan(begun.seen));
        }
        known.seen = known.seen.again(mac, now);
        // RFC 5227 §2.4 (c): two machines that both defend must not keep each other busy.
        if (now - known.defendedNanos < DEFEND_INTERVAL.toNanos()) {
            return List.of();
        }
        known.defendedNanos = now;
        return List.of(new HoldEffect.Defend(address), new HoldEffect.ConflictGoesOn(known.seen));
    }

    private List<HoldEffect> endThose(Predicate<Conflict> over) {
        List<HoldEffect> ended = new ArrayList<>();
        conflicts.values().removeIf(conflict -> {
            boolean ends = over.test(conflict);
            if (ends) {
                ended.add(new HoldEffect.ConflictOver(conflict.seen));
            }
            return ends;
        });
        return ended;
    }

    private static final class Conflict {
        private AddressConflict seen;
        private long defendedNanos;

        Conflict(AddressConflict seen) {
            this.seen = seen;
            this.defendedNanos = seen.firstSeenNanos();
        }

        long overNanos() {
            return seen.lastSeenNanos() + OVER_AFTER.toNanos();
        }
    }
}
