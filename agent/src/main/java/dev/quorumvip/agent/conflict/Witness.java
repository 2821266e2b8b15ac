package dev.quorumvip.agent.conflict;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.announcement.NeighbourClaim;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Asks the segment who has the addresses that other nodes hold, one after the other, and keeps what was answered.
 *
 * <pre>
 * After the wait that the plan has between two questions: the next address is asked for.
 * After a claim of that address within the window: it is remembered.
 * After the window: a sighting, told if it differs from the one before.
 * </pre>
 *
 * Nothing is made of a window in which the VIP moved, or which this process was held up for: the next round asks again.
 */
public final class Witness {
    /** More machines than that for one address are not told apart. */
    private static final int MOST_MACS = 8;

    private final WitnessPlan plan;
    private final Map<InetAddress, Watched> watched = new LinkedHashMap<>();
    private final Deque<InetAddress> order = new ArrayDeque<>();
    private final Map<InetAddress, Window> windows = new LinkedHashMap<>();
    private final Map<InetAddress, Sighting> sightings = new LinkedHashMap<>();
    private long nextNanos;

    /** @param now a clock reading in nanoseconds, of the clock that all later ones are from */
    public Witness(WitnessPlan plan, long now) {
        this.plan = plan;
        this.nextNanos = now;
    }

    /** Other nodes hold exactly these from now on; what was seen of others is forgotten. */
    public void watch(Collection<Watched> now) {
        Map<InetAddress, Watched> wanted = new LinkedHashMap<>();
        now.forEach(each -> wanted.put(each.address(), each));
        for (InetAddress address : wanted.keySet()) {
            if (!watched.containsKey(address)) {
                order.add(address);
            }
        }
        order.removeIf(address -> !wanted.containsKey(address));
        windows.keySet().retainAll(wanted.keySet());
        sightings.keySet().retainAll(wanted.keySet());
        watched.clear();
        watched.putAll(wanted);
    }

    /** The clock reading from which on {@link #tick} has something to do; empty while nothing is watched. */
    public OptionalLong nextTickNanos() {
        OptionalLong windowEnds =
                windows.values().stream().mapToLong(window -> window.endsNanos).min();
        if (order.isEmpty()) {
            return windowEnds;
        }
        return OptionalLong.of(windowEnds.isPresent() ? Math.min(windowEnds.getAsLong(), nextNanos) : nextNanos);
    }

    /** Ends the windows whose time is over, and asks for the next address if it is time. */
    public List<WitnessEffect> tick(long now) {
        List<WitnessEffect> effects = new ArrayList<>();
        Iterator<Window> open = windows.values().iterator();
        while (open.hasNext()) {
            Window window = open.next();
            if (now - window.endsNanos >= 0) {
                open.remove();
                conclude(window, now).ifPresent(changed -> effects.add(new WitnessEffect.Changed(changed)));
            }
        }
        if (!order.isEmpty() && now - nextNanos >= 0) {
            InetAddress address = order.remove();
            order.add(address);
            windows.put(
                    address,
                    new Window(watchedAt(address), now, now + plan.window().toNanos()));
            // Timed from now and not from when it was due: who was held up owes one question, and not a flood.
            nextNanos = now + plan.spacingNanos(order.size());
            effects.add(new WitnessEffect.Ask(address));
        }
        return effects;
    }

    /** A claim was heard on the segment. */
    public void heard(NeighbourClaim claim) {
        Window window = windows.get(claim.address());
        if (window != null) {
            window.add(claim);
        }
    }

    /** The last sighting of each address that is watched, by name of VIP; those not asked for yet are missing. */
    public Map<String, List<Sighting>> sightings() {
        Map<String, List<Sighting>> byVip = new TreeMap<>();
        sightings
                .values()
                .forEach(seen -> byVip.computeIfAbsent(seen.vip(), vip -> new ArrayList<>())
                        .add(seen));
        return byVip;
    }

    private Watched watchedAt(InetAddress address) {
        Watched found = watched.get(address);
        if (found == null) {
            throw new IllegalStateException(address + " is asked for and not watched");
        }
        return found;
    }

    /** @return the sighting if it is another than before */
    private Optional<Sighting> conclude(Window window, long now) {
        InetAddress address = window.target.address();
        boolean heldUp = now - window.endsNanos > plan.window().toNanos();
        if (heldUp || !window.target.equals(watched.get(address))) {
            return Optional.empty();
        }
        Set<MacAddress> macs = window.macs();
        Sighting before = sightings.get(address);
        long since = before != null && before.macs().equals(macs) ? before.sinceNanos() : window.askedNanos;
        Sighting seen =
                new Sighting(window.target.vip(), address, macs, window.target.holder(), since, window.askedNanos);
        sightings.put(address, seen);
        return before != null && before.agreesWith(seen) ? Optional.empty() : Optional.of(seen);
    }

    /** A question, and what came of it. */
    private static final class Window {
        private final Watched target;
        private final long askedNanos;
        private final long endsNanos;
        private final Set<MacAddress> answered = new HashSet<>();
        private final Set<MacAddress> claimed = new HashSet<>();

        Window(Watched target, long askedNanos, long endsNanos) {
            this.target = target;
            this.askedNanos = askedNanos;
            this.endsNanos = endsNanos;
        }

        void add(NeighbourClaim claim) {
            Set<MacAddress> macs = claim.kind() == NeighbourClaim.Kind.ANSWER ? answered : claimed;
            if (macs.size() < MOST_MACS) {
                macs.add(claim.mac());
            }
        }

        /**
         * Answers count before announcements: a new holder may announce just after the old one has answered. Without any
         * answer the announcements count. An answer to an IPv6 probe is one of them.
         */
        Set<MacAddress> macs() {
            return answered.isEmpty() ? claimed : answered;
        }
    }
}
