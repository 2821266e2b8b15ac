package dev.quorumvip.agent.holder;

import dev.quorumvip.agent.address.AddressOnLink;
import dev.quorumvip.agent.address.AddressTable;
import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.LinkTable;
import dev.quorumvip.agent.address.NetworkEvent;
import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.fence.FencePlan;
import dev.quorumvip.agent.fence.KernelFence;
import dev.quorumvip.agent.lease.SessionLease;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.state.TransitionReason;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the addresses on this node's interfaces in line with its lease.
 *
 * <pre>
 * After the lease becomes good and assignments are known: open their gates in the kernel, bind, then announce.
 * After each confirmed round: keep the gates open until the new deadline, and extend the lifetimes that are due.
 * After the deadline, a revocation, or the loss of the interface: close the gates, and take the addresses off; but after
 *     the deadline not those that {@link Keeping} lets stay.
 * After somebody else took an address off that is rightly held: put it back.
 * </pre>
 *
 * A round that changes nothing costs the same however many VIPs are held, but for the lifetimes that are due.
 */
public final class AddressKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(AddressKeeper.class);

    /** Listing all addresses takes about a millisecond with some hundred, and their removals come all together. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final AddressTable addresses;
    private final Announcer announcer;
    private final MonotonicClock clock;
    private final InstantSource wallClock;
    private final Gates gates;
    private final InterfaceChooser interfaces;
    private final HolderListener listener;
    private final Holdings holdings = new Holdings();
    private final Binder binder;
    private final Keeping keeping;
    private List<AssignedVip> inLine = List.of();
    private long lookedAt;
    private boolean lookSoon;

    public AddressKeeper(
            AddressTable addresses,
            LinkTable links,
            Announcer announcer,
            MonotonicClock clock,
            InstantSource wallClock,
            KernelFence fence,
            FencePlan plan,
            String defaultInterface,
            HolderRules rules,
            HolderListener listener) {
        this.addresses = addresses;
        this.announcer = announcer;
        this.clock = clock;
        this.wallClock = wallClock;
        this.gates = new Gates(fence);
        this.interfaces = new InterfaceChooser(links, addresses, defaultInterface);
        this.listener = listener;
        this.binder = new Binder(addresses, announcer, clock, gates, plan, holdings, rules, listener);
        this.keeping = new Keeping(clock, plan, holdings, binder, rules, listener);
        this.lookedAt = clock.nanos() - LOOK_AGAIN.toNanos();
    }

    /** What is on the interfaces now, in the order of grants; the same list until that changes. */
    public List<Held> held() {
        return holdings.list();
    }

    /** What is on the interfaces under this grant. */
    public Optional<Held> held(GrantNumber grant) {
        return Optional.ofNullable(holdings.of(grant)).map(Holding::what);
    }

    /** Whether the node's default interface is there, up and connected. */
    public boolean interfaceUsable() {
        return interfaces.defaultUsable();
    }

    /** Where these could be bound now; of those that could be bound nowhere there is nothing. */
    public Map<GrantNumber, Link> interfacesFor(Collection<AssignedVip> vips) {
        Map<GrantNumber, Link> links = new HashMap<>();
        interfaces.choose(vips).byLink().forEach((link, there) -> there.forEach(vip -> links.put(vip.grant(), link)));
        return links;
    }

    /**
     * Names of those that could be bound nowhere on this node now. What is held as it is defined has its interface,
     * even if it would find none today.
     */
    public Set<String> withoutInterface(Map<String, VipDefinition> vips) {
        Set<String> names = interfaces.nowhere(vips);
        for (Held held : holdings.list()) {
            VipDefinition now = vips.get(held.vip().vip());
            if (now != null && now.interfaceChoice().equals(held.vip().interfaceChoice())) {
                names.remove(held.vip().vip());
            }
        }
        return names;
    }

    /**
     * Makes what is bound equal to what may be bound.
     *
     * @param wanted assignments to the lease's session that are neither revoked nor released; to give the same list
     *     while they are the same saves looking through it
     * @param lease null while no session is open
     * @return true if something wanted could not be bound yet because the newest confirmed round is too old: renew
     *     at once
     */
    public boolean keep(List<AssignedVip> wanted, @Nullable SessionLease lease) {
        if (lease == null) {
            letGoAll("the lease has run out");
            return false;
        }
        if (!lease.validAt(clock.nanos())) {
            keeping.withoutLease(wanted, lease);
            return false;
        }
        if (!isInLineWith(wanted)) {
            binder.letGo(holdings.notAmong(wanted), "no longer assigned");
        }
        if (!keeping.underLease(lease)) {
            return true;
        }
        keepGatesOpen(lease);
        boolean tooOld = lookSoon && !putBackMissing(Set.of(), lease);
        if (!isInLineWith(wanted)) {
            tooOld |= !bind(missing(wanted), lease);
            // Nothing but what is wanted is held here, so that it is all of it if it is as much.
            inLine = holdings.size() == wanted.size() ? List.copyOf(wanted) : List.of();
        }
        binder.extendLifetimes(lease);
        return tooOld;
    }

    /** Takes some off; afterwards this node does not have them. */
    public void letGo(Collection<GrantNumber> grants, String why) {
        binder.letGo(grants.stream().map(holdings::of).filter(Objects::nonNull).toList(), why);
    }

    /** Takes everything off. */
    public void letGoAll(String why) {
        binder.letGo(holdings.all(), why);
    }

    /** Something happened to an interface or an address. */
    public void observe(NetworkEvent event, @Nullable SessionLease lease) {
        switch (event) {
            case NetworkEvent.AddressRemoved(int index, var ip, int prefixLength) ->
                removed(new AddressOnLink(index, ip, prefixLength), lease);
            case NetworkEvent.LinkChanged(Link link) ->
                lost(held -> held.link().index() == link.index() && !InterfaceChooser.canStay(held, link));
            case NetworkEvent.LinkRemoved removed -> lost(held -> held.link().index() == removed.index());
            case NetworkEvent.AddressAdded added -> {}
            case NetworkEvent.Resync resync -> resync(lease);
        }
    }

    /** What of it is held without a lease, because its definition says so and no majority of the voters answers. */
    public List<Held> kept() {
        return Keeping.held(holdings.kept());
    }

    /** Whether something is held without a lease, and may be announced. */
    public boolean keeps() {
        return keeping.active();
    }

    /** Announces all that is held under the lease once more, as after a partition has healed. */
    public void announceAgain() {
        holdings.all().stream()
                .filter(h -> !holdings.isKept(h))
                .map(Holding::what)
                .forEach(announcer::startAgain);
    }

    /** Definitions have changed: what is announced may be due at other times. */
    public void rulesChanged() {
        announcer.lookAgain();
    }

    private boolean isInLineWith(List<AssignedVip> wanted) {
        return holdings.size() == wanted.size() && wanted.equals(inLine);
    }

    private List<AssignedVip> missing(List<AssignedVip> wanted) {
        return wanted.stream().filter(vip -> holdings.of(vip.grant()) == null).toList();
    }

    /** What the kernel has closed was not served for a while: it is bound anew, and announced. */
    private void keepGatesOpen(SessionLease lease) {
        if (holdings.isEmpty()) {
            gates.rest();
            return;
        }
        try {
            if (!gates.extend(lease)) {
                letGoAll("the kernel's fence had closed");
            }
        } catch (IOException e) {
            listener.fenceFailed(e);
        }
    }

    /** @return false if some could not be bound because the newest confirmed round is too old */
    private boolean bind(List<AssignedVip> vips, SessionLease lease) {
        if (vips.isEmpty()) {
            return true;
        }
        if (!binder.mayBind(lease)) {
            return false;
        }
        InterfaceChooser.Choice choice = interfaces.choose(vips);
        choice.nowhere().forEach(vip -> listener.cannotHold(vip, TransitionReason.INTERFACE_LOST));
        boolean inTime = true;
        for (var on : choice.byLink().entrySet()) {
            Link link = on.getKey();
            List<Held> held = on.getValue().stream()
                    .map(vip -> new Held(vip, link, clock.nanos(), wallClock.millis()))
                    .toList();
            inTime &= binder.bind(link, held, lease);
        }
        return inTime;
    }

    private void removed(AddressOnLink address, @Nullable SessionLease lease) {
        if (holdings.at(address) == null) {
            return;
        }
        if (clock.nanos() - lookedAt < LOOK_AGAIN.toNanos()) {
            lookSoon = true;
        } else {
            putBackMissing(Set.of(address), lease);
        }
    }

    /**
     * Binds anew what somebody else has taken off. An event may tell of an earlier removal, after which the address was
     * bound again, so what counts is what is there now.
     *
     * @param believed what to take for removed if the kernel cannot be asked
     * @return false if some could not be bound because the newest confirmed round is too old
     */
    private boolean putBackMissing(Set<AddressOnLink> believed, @Nullable SessionLease lease) {
        lookSoon = false;
        lookedAt = clock.nanos();
        Set<AddressOnLink> there = present(believed);
        List<Holding> missing = holdings.all().stream()
                .filter(h -> !there.containsAll(h.addresses()))
                .toList();
        if (missing.isEmpty()) {
            return true;
        }
        binder.letGo(missing, there, "it was taken off by somebody else");
        if (lease == null || !lease.validAt(clock.nanos())) {
            return true;
        }
        List<AssignedVip> vips = missing.stream().map(h -> h.what().vip()).toList();
        LOG.atWarn()
                .addKeyValue("vip", vips.stream().map(AssignedVip::vip).collect(Collectors.joining(" ")))
                .log("addresses were taken off by somebody else: putting them back");
        return bind(vips, lease);
    }

    private Set<AddressOnLink> present(Set<AddressOnLink> believedGone) {
        Set<AddressOnLink> there = new HashSet<>();
        try {
            addresses.list().forEach(a -> there.add(new AddressOnLink(a.interfaceIndex(), a.ip(), a.prefixLength())));
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("cannot list addresses; taking the kernel's notification at its word");
            there.addAll(Holding.addresses(holdings.all()));
            there.removeAll(believedGone);
        }
        return there;
    }

    private void lost(Predicate<Held> which) {
        List<Holding> lost = holdings.those(which);
        binder.letGo(lost, "the interface was lost");
        lost.forEach(h -> listener.cannotHold(h.what().vip(), TransitionReason.INTERFACE_LOST));
    }

    private void resync(@Nullable SessionLease lease) {
        try {
            lost(interfaces.canStay().negate());
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("cannot list links after events were lost");
        }
        putBackMissing(Set.of(), lease);
    }
}
