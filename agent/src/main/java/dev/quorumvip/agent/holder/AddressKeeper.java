package dev.quorumvip.agent.holder;

import dev.quorumvip.agent.address.AddressTable;
import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.LinkTable;
import dev.quorumvip.agent.address.NetworkEvent;
import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.fence.FencePlan;
import dev.quorumvip.agent.fence.KernelFence;
import dev.quorumvip.agent.lease.SessionLease;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.state.TransitionReason;
import java.io.IOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the addresses on this node's interfaces in line with its lease.
 *
 * <pre>
 * After the lease becomes good and an assignment is known: open its gate in the kernel, bind, then announce.
 * After each confirmed round: keep the gates open until the new deadline, and extend the lifetimes that are due.
 * After the deadline, a revocation, or the loss of the interface: close the gate, and take the address off.
 * After somebody else took an address off that is rightly held: put it back.
 * </pre>
 *
 * The clock is read before and straight after every call that puts an address on or prolongs it; if the time for it
 * passed in between, because the process was paused there, the address is taken off again (DESIGN section 5).
 */
public final class AddressKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(AddressKeeper.class);

    private final AddressTable addresses;
    private final LinkTable links;
    private final Announcer announcer;
    private final MonotonicClock clock;
    private final InstantSource wallClock;
    private final KernelFence gates;
    private final FencePlan plan;
    private final String defaultInterface;
    private final HolderListener listener;
    private final Map<GrantNumber, Holding> held = new TreeMap<>();
    private long gatesOpenUntil;

    public AddressKeeper(
            AddressTable addresses,
            LinkTable links,
            Announcer announcer,
            MonotonicClock clock,
            InstantSource wallClock,
            KernelFence gates,
            FencePlan plan,
            String defaultInterface,
            HolderListener listener) {
        this.addresses = addresses;
        this.links = links;
        this.announcer = announcer;
        this.clock = clock;
        this.wallClock = wallClock;
        this.gates = gates;
        this.plan = plan;
        this.defaultInterface = defaultInterface;
        this.listener = listener;
    }

    /** What is on the interfaces now. */
    public List<Held> held() {
        return held.values().stream().map(h -> h.what).toList();
    }

    /** Whether the node's default interface is there, up and connected. */
    public boolean interfaceUsable() {
        try {
            return links.byName(defaultInterface).filter(AddressKeeper::usable).isPresent();
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("interface", defaultInterface).setCause(e).log("cannot read the interface");
            return false;
        }
    }

    /**
     * Makes what is bound equal to what may be bound.
     *
     * @param wanted assignments to the lease's session that are neither revoked nor released
     * @param lease null while no session is open
     * @return true if something wanted could not be bound yet because the newest confirmed round is too old: renew
     *     at once
     */
    public boolean keep(Collection<AssignedVip> wanted, @Nullable SessionLease lease) {
        if (lease == null || !lease.validAt(clock.nanos())) {
            letGoAll("the lease has run out");
            return false;
        }
        List<GrantNumber> grants = wanted.stream().map(AssignedVip::grant).toList();
        for (Holding holding : List.copyOf(held.values())) {
            if (!grants.contains(holding.what.vip().grant())) {
                letGo(holding, "no longer assigned");
            }
        }
        extendGates(lease);
        boolean tooOld = false;
        for (AssignedVip vip : wanted) {
            Holding holding = held.get(vip.grant());
            if (holding == null) {
                tooOld |= !bind(vip, lease);
            } else {
                extendIfDue(holding, lease);
            }
        }
        return tooOld;
    }

    /** Takes one address off; afterwards this node does not have it. */
    public void letGo(GrantNumber grant, String why) {
        Holding holding = held.get(grant);
        if (holding != null) {
            letGo(holding, why);
        }
    }

    /** Takes everything off. */
    public void letGoAll(String why) {
        for (Holding holding : List.copyOf(held.values())) {
            letGo(holding, why);
        }
    }

    /** Something happened to an interface or an address. */
    public void observe(NetworkEvent event, @Nullable SessionLease lease) {
        switch (event) {
            case NetworkEvent.AddressRemoved removed -> restore(removed, lease);
            case NetworkEvent.LinkChanged(Link link) -> onIndex(link.index(), h -> !stillUsable(h, link));
            case NetworkEvent.LinkRemoved removed -> onIndex(removed.index(), h -> true);
            case NetworkEvent.AddressAdded added -> {}
            case NetworkEvent.Resync resync -> resync(lease);
        }
    }

    /** Announces all that is held once more, as after a partition has healed. */
    public void announceAgain() {
        held.values().forEach(h -> announcer.start(h.what));
    }

    private boolean bind(AssignedVip vip, SessionLease lease) {
        if (!mayTouch(lease)) {
            return false;
        }
        String name = vip.interfaceName().isEmpty() ? defaultInterface : vip.interfaceName();
        Link link;
        try {
            link = links.byName(name).filter(AddressKeeper::usable).orElse(null);
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("interface", name).setCause(e).log("cannot read the interface");
            link = null;
        }
        if (link == null) {
            listener.cannotHold(vip, TransitionReason.INTERFACE_LOST);
            return true;
        }
        Holding holding = new Holding(new Held(vip, link, clock.nanos(), wallClock.millis()));
        held.put(vip.grant(), holding);
        try {
            if (!openGate(holding, lease) || !put(holding, lease, true)) {
                return false;
            }
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("vip", vip.vip())
                    .addKeyValue("interface", name)
                    .setCause(e)
                    .log("cannot bind the address");
            letGo(holding, "it could not be bound");
            listener.cannotHold(vip, TransitionReason.BIND_FAILED);
            return true;
        }
        listener.bound(vip);
        if (announcer.start(holding.what)) {
            listener.announced(vip);
        }
        LOG.atInfo()
                .addKeyValue("vip", vip.vip())
                .addKeyValue("address", vip.address())
                .addKeyValue("interface", name)
                .addKeyValue("grant", vip.grant())
                .log("VIP bound");
        listener.boundChanged(held());
        return true;
    }

    /** Before the address is bound, so that it is never on an interface without a gate; false if it is too late. */
    private boolean openGate(Holding holding, SessionLease lease) throws IOException {
        InetAddress ip = holding.what.vip().address().ip();
        gates.guard(holding.what.link(), ip);
        if (gates.open(ip, lease.deadline())) {
            return true;
        }
        letGo(holding, "this process was held up while it opened the gate");
        return false;
    }

    /** With a new deadline only. What closed already was not served for a while: it is bound anew, and announced. */
    private void extendGates(SessionLease lease) {
        long deadline = lease.deadline();
        if (held.isEmpty() || deadline == gatesOpenUntil) {
            return;
        }
        try {
            List<InetAddress> ips =
                    held().stream().map(h -> h.vip().address().ip()).toList();
            Set<InetAddress> closed = gates.extend(ips, deadline);
            gatesOpenUntil = deadline;
            for (Holding holding : List.copyOf(held.values())) {
                if (closed.contains(holding.what.vip().address().ip())) {
                    letGo(holding, "the kernel's fence had closed");
                }
            }
        } catch (IOException e) {
            listener.fenceFailed(e);
        }
    }

    private void extendIfDue(Holding holding, SessionLease lease) {
        if (clock.nanos() - holding.setAt < plan.extendEvery().toNanos() || !mayTouch(lease)) {
            return;
        }
        try {
            put(holding, lease, false);
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("vip", holding.what.vip().vip())
                    .setCause(e)
                    .log("cannot extend the address's lifetime");
            letGo(holding, "it could not be extended");
            listener.cannotHold(holding.what.vip(), TransitionReason.BIND_FAILED);
        }
    }

    /** Puts the address on or prolongs it; false if the time for that passed meanwhile, and then the address is off. */
    private boolean put(Holding holding, SessionLease lease, boolean anew) throws IOException {
        Held what = holding.what;
        if (anew) {
            addresses.bind(what.link().index(), what.vip().address().ip(), what.boundPrefix(), plan.lifetime());
        } else {
            addresses.extend(what.link().index(), what.vip().address().ip(), what.boundPrefix(), plan.lifetime());
        }
        if (mayTouch(lease)) {
            holding.setAt = clock.nanos();
            return true;
        }
        letGo(holding, "this process was held up while it bound or extended it");
        return false;
    }

    private boolean mayTouch(SessionLease lease) {
        long now = clock.nanos();
        return lease.validAt(now)
                && lease.sinceConfirmedSend(now) < plan.setWindow().toNanos();
    }

    private void restore(NetworkEvent.AddressRemoved removed, @Nullable SessionLease lease) {
        for (Holding holding : List.copyOf(held.values())) {
            Held what = holding.what;
            if (what.link().index() != removed.interfaceIndex()
                    || what.boundPrefix() != removed.prefixLength()
                    || !what.vip().address().ip().equals(removed.ip())) {
                continue;
            }
            if (isPresent(what)) {
                // The event tells of an earlier removal, after which the address was bound again.
                continue;
            }
            held.remove(what.vip().grant());
            announcer.stop(what);
            if (lease != null && lease.validAt(clock.nanos())) {
                LOG.atWarn()
                        .addKeyValue("vip", what.vip().vip())
                        .addKeyValue("interface", what.link().name())
                        .log("the address was taken off by somebody else: putting it back");
                bind(what.vip(), lease);
            }
        }
    }

    private void onIndex(int index, Predicate<Held> lost) {
        for (Holding holding : List.copyOf(held.values())) {
            if (holding.what.link().index() == index && lost.test(holding.what)) {
                letGo(holding, "the interface was lost");
                listener.cannotHold(holding.what.vip(), TransitionReason.INTERFACE_LOST);
            }
        }
    }

    private void resync(@Nullable SessionLease lease) {
        try {
            List<Link> now = links.list();
            for (Holding holding : List.copyOf(held.values())) {
                Held what = holding.what;
                if (now.stream().noneMatch(l -> l.index() == what.link().index() && stillUsable(what, l))) {
                    letGo(holding, "the interface was lost");
                    listener.cannotHold(what.vip(), TransitionReason.INTERFACE_LOST);
                }
            }
            for (Held what : held()) {
                restore(
                        new NetworkEvent.AddressRemoved(
                                what.link().index(), what.vip().address().ip(), what.boundPrefix()),
                        lease);
            }
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("cannot list links after events were lost");
        }
    }

    private boolean isPresent(Held what) {
        try {
            return addresses.list().stream()
                    .anyMatch(a -> a.interfaceIndex() == what.link().index()
                            && a.ip().equals(what.vip().address().ip())
                            && a.prefixLength() == what.boundPrefix());
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("cannot list addresses; taking the kernel's notification at its word");
            return false;
        }
    }

    private void letGo(Holding holding, String why) {
        Held what = holding.what;
        announcer.stop(what);
        held.remove(what.vip().grant());
        try {
            gates.shut(what.vip().address().ip());
        } catch (IOException e) {
            // It closes by itself; the address goes now.
            LOG.atWarn().addKeyValue("vip", what.vip().vip()).setCause(e).log("cannot close the kernel's fence");
        }
        try {
            addresses.unbind(what.link().index(), what.vip().address().ip(), what.boundPrefix());
            LOG.atInfo()
                    .addKeyValue("vip", what.vip().vip())
                    .addKeyValue("address", what.vip().address())
                    .addKeyValue("interface", what.link().name())
                    .addKeyValue("grant", what.vip().grant())
                    .addKeyValue("reason", why)
                    .log("VIP taken off");
            removeGate(what);
        } catch (IOException e) {
            listener.unbindFailed(what, e);
        }
        listener.boundChanged(held());
    }

    private void removeGate(Held what) {
        try {
            gates.remove(what.vip().address().ip());
        } catch (IOException e) {
            // A closed gate before an address that is not there harms nobody, and the next holding uses it.
            LOG.atWarn().addKeyValue("vip", what.vip().vip()).setCause(e).log("cannot remove the kernel's fence");
        }
    }

    private static boolean usable(Link link) {
        return link.up() && link.carrier();
    }

    private static boolean stillUsable(Held what, Link now) {
        return usable(now) && now.name().equals(what.link().name());
    }

    private static final class Holding {
        private final Held what;
        private long setAt;

        Holding(Held what) {
            this.what = what;
        }
    }
}
