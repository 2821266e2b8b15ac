package dev.quorumvip.agent.holder;

import dev.quorumvip.agent.address.AddressOnLink;
import dev.quorumvip.agent.address.AddressTable;
import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.fence.FencePlan;
import dev.quorumvip.agent.lease.SessionLease;
import dev.quorumvip.agent.state.TransitionReason;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Binds VIPs and takes them off, many at a time: with one transaction for all their gates, and few datagrams for all
 * their addresses. Of each VIP all addresses are on, or none.
 *
 * <p>The clock is read before and straight after every call that puts addresses on or prolongs them; if the time for it
 * passed in between, because the process was paused there, they are taken off again (DESIGN section 5).
 */
final class Binder {
    private static final Logger LOG = LoggerFactory.getLogger(Binder.class);

    /** So many VIPs are bound, in a millisecond or two, before the clock is read again and they are announced. */
    private static final int TOGETHER = 50;

    private static final int LOGGED_SINGLY = 10;

    private static final String HELD_UP = "this process was held up while it bound or extended it";

    private final AddressTable addresses;
    private final Announcer announcer;
    private final MonotonicClock clock;
    private final Gates gates;
    private final FencePlan plan;
    private final Holdings holdings;
    private final HolderRules rules;
    private final HolderListener listener;

    Binder(
            AddressTable addresses,
            Announcer announcer,
            MonotonicClock clock,
            Gates gates,
            FencePlan plan,
            Holdings holdings,
            HolderRules rules,
            HolderListener listener) {
        this.addresses = addresses;
        this.announcer = announcer;
        this.clock = clock;
        this.gates = gates;
        this.plan = plan;
        this.holdings = holdings;
        this.rules = rules;
        this.listener = listener;
    }

    /** Whether the newest confirmed round may still put something on that was not. */
    boolean mayBind(SessionLease lease) {
        return isNewerThan(plan.bindWindow(), lease);
    }

    /** Whether the newest confirmed round may still set the kernel's timers. */
    boolean mayTouch(SessionLease lease) {
        return isNewerThan(plan.setWindow(), lease);
    }

    private boolean isNewerThan(Duration window, SessionLease lease) {
        long now = clock.nanos();
        return lease.validAt(now) && lease.sinceConfirmedSend(now) < window.toNanos();
    }

    /**
     * Opens their gates, binds them and announces them. What the kernel refuses is given back; the others are held.
     *
     * @param vips all on that interface
     * @return false if some could not be bound because the newest confirmed round is too old, or is by now
     */
    boolean bind(Link link, List<Held> vips, SessionLease lease) {
        if (!mayBind(lease)) {
            return false;
        }
        List<Holding> all = vips.stream().map(Holding::new).toList();
        all.forEach(holdings::add);
        if (!openGates(link, all, lease)) {
            return false;
        }
        List<Holding> guarded = all.stream().filter(holdings::has).toList();
        boolean inTime = true;
        for (int from = 0; from < guarded.size() && inTime; from += TOGETHER) {
            int to = Math.min(guarded.size(), from + TOGETHER);
            List<Holding> some = guarded.subList(from, to);
            inTime = put(some, lease, true);
            some.stream().filter(holdings::has).map(Holding::what).forEach(this::tellAll);
            if (!inTime) {
                letGo(guarded.subList(to, guarded.size()), HELD_UP);
            }
        }
        List<Holding> bound = guarded.stream().filter(holdings::has).toList();
        if (!bound.isEmpty()) {
            log(bound, "VIP bound", null);
            listener.boundChanged(holdings.list());
        }
        return inTime;
    }

    private void tellAll(Held held) {
        listener.bound(held.vip());
        String name = held.vip().vip();
        announcer.start(held, () -> rules.announcement(name), () -> listener.announced(held.vip()));
    }

    /** @return false if nothing is held any more, because it is too late; what cannot be guarded is given back */
    private boolean openGates(Link link, List<Holding> all, SessionLease lease) {
        try {
            boolean open = gates.open(link, Holding.ips(all), lease);
            if (!open) {
                letGo(holdings.all(), "this process was held up while it opened the gates, or somebody took them away");
            }
            return open;
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("vip", names(all))
                    .addKeyValue("interface", link.name())
                    .setCause(e)
                    .log("cannot open the kernel's fence");
            giveBack(all, "its gate could not be opened");
            return true;
        }
    }

    /** Prolongs the lifetimes that are due, where the newest confirmed round may do that. */
    void extendLifetimes(SessionLease lease) {
        List<Holding> due = holdings.due(clock.nanos(), plan.extendEvery().toNanos());
        if (!due.isEmpty() && mayTouch(lease)) {
            put(due, lease, false);
        }
    }

    /** The lease is over: takes their gates away, which closed with it. What keeps its gate cannot stay. */
    void keepWithoutLease(List<Holding> some) {
        gates.rest();
        try {
            gates.remove(Holding.ips(some));
        } catch (IOException e) {
            LOG.atError().addKeyValue("vip", names(some)).setCause(e).log("cannot open the kernel's fence for good");
            letGo(some, "its gate could not be taken away");
            return;
        }
        some.forEach(h -> holdings.kept(h, true));
        prolongKept(some);
    }

    /** Prolongs what is held without a lease, and so has no deadline; what the kernel refuses is given back. */
    void prolongKept(List<Holding> some) {
        if (some.isEmpty()) {
            return;
        }
        long before = clock.nanos();
        Map<AddressOnLink, IOException> refused = addresses.extendAll(Holding.addresses(some), plan.lifetime());
        long now = clock.nanos();
        if (now - before >= plan.lifetime().toNanos()) {
            letGo(some, HELD_UP);
            return;
        }
        settle(some, refused, now, false);
    }

    /**
     * What was held without a lease gets gates again, is served under the lease, and announced anew.
     *
     * @return false if nothing is held any more, because it was too late
     */
    boolean bringUnderLease(List<Holding> some, SessionLease lease) {
        Map<Link, List<Holding>> byLink = some.stream()
                .collect(Collectors.groupingBy(h -> h.what().link(), LinkedHashMap::new, Collectors.toList()));
        for (var on : byLink.entrySet()) {
            if (!openGates(on.getKey(), on.getValue(), lease)) {
                return false;
            }
        }
        for (Holding holding : some) {
            if (holdings.has(holding)) {
                holdings.kept(holding, false);
                announcer.startAgain(holding.what());
            }
        }
        return true;
    }

    /** Puts addresses on or prolongs them; false if the time for that passed meanwhile, and then they are off. */
    private boolean put(List<Holding> some, SessionLease lease, boolean anew) {
        List<AddressOnLink> all = Holding.addresses(some);
        Map<AddressOnLink, IOException> refused =
                anew ? addresses.bindAll(all, plan.lifetime()) : addresses.extendAll(all, plan.lifetime());
        long now = clock.nanos();
        if (!mayTouch(lease)) {
            letGo(some, HELD_UP);
            return false;
        }
        settle(some, refused, now, anew);
        return true;
    }

    /** Of what was put on or prolonged, what the kernel refused is given back. */
    private void settle(List<Holding> some, Map<AddressOnLink, IOException> refused, long now, boolean anew) {
        some.forEach(h -> holdings.lifetimeSet(h, now));
        List<Holding> failed = new ArrayList<>();
        for (Holding holding : some) {
            IOException why = firstOf(holding, refused);
            if (why != null) {
                failed.add(holding);
                listener.refusedByKernel(why);
                LOG.atError()
                        .addKeyValue("vip", holding.what().vip().vip())
                        .addKeyValue("interface", holding.what().link().name())
                        .setCause(why)
                        .log(anew ? "cannot bind the address" : "cannot extend the address's lifetime");
            }
        }
        giveBack(failed, anew ? "it could not be bound" : "it could not be extended");
    }

    private static @Nullable IOException firstOf(Holding holding, Map<AddressOnLink, IOException> refused) {
        for (AddressOnLink address : holding.addresses()) {
            IOException why = refused.get(address);
            if (why != null) {
                return why;
            }
        }
        return null;
    }

    private void giveBack(List<Holding> some, String why) {
        letGo(some, why);
        some.forEach(h -> listener.cannotHold(h.what().vip(), TransitionReason.BIND_FAILED));
    }

    /** Closes their gates and takes them off; afterwards this node does not have them. */
    void letGo(List<Holding> some, String why) {
        takeOff(some, why, address -> true);
    }

    /** The same when somebody else has taken addresses off already. */
    void letGo(List<Holding> some, Set<AddressOnLink> stillThere, String why) {
        takeOff(some, why, stillThere::contains);
    }

    private void takeOff(List<Holding> some, String why, Predicate<AddressOnLink> there) {
        if (some.isEmpty()) {
            return;
        }
        some.forEach(h -> {
            announcer.stop(h.what());
            holdings.remove(h);
        });
        List<InetAddress> ips = Holding.ips(some);
        try {
            gates.shut(ips);
        } catch (IOException e) {
            // They close with the lease; the addresses go now.
            LOG.atWarn().addKeyValue("vip", names(some)).setCause(e).log("cannot close the kernel's fence");
        }
        Map<AddressOnLink, IOException> left = addresses.unbindAll(
                Holding.addresses(some).stream().filter(there).toList());
        List<Holding> off = new ArrayList<>();
        for (Holding holding : some) {
            IOException stays = firstOf(holding, left);
            if (stays == null) {
                off.add(holding);
            } else {
                listener.unbindFailed(holding.what(), stays);
            }
        }
        log(off, "VIP taken off", why);
        removeGates(off);
        listener.boundChanged(holdings.list());
    }

    private void removeGates(List<Holding> off) {
        if (off.isEmpty()) {
            return;
        }
        try {
            gates.remove(Holding.ips(off));
        } catch (IOException e) {
            // A closed gate before an address that is not there harms nobody, and the next holding uses it.
            LOG.atWarn().addKeyValue("vip", names(off)).setCause(e).log("cannot remove the kernel's fence");
        }
    }

    /** A line for each, or, as writing hundreds takes longer than binding them, one line for many. */
    private static void log(List<Holding> some, String what, @Nullable String why) {
        if (some.size() > LOGGED_SINGLY) {
            log(LOG.atInfo().addKeyValue("vips", some.size()).addKeyValue("vip", names(some)), what, why);
            return;
        }
        for (Holding holding : some) {
            Held held = holding.what();
            log(
                    LOG.atInfo()
                            .addKeyValue("vip", held.vip().vip())
                            .addKeyValue("address", held.vip().addresses())
                            .addKeyValue("interface", held.link().name())
                            .addKeyValue("grant", held.vip().grant()),
                    what,
                    why);
        }
    }

    private static void log(LoggingEventBuilder line, String what, @Nullable String why) {
        (why == null ? line : line.addKeyValue("reason", why)).log(what);
    }

    static String names(Collection<Holding> some) {
        return some.stream().map(h -> h.what().vip().vip()).collect(Collectors.joining(" "));
    }
}
