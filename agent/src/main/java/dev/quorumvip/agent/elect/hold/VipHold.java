package dev.quorumvip.agent.elect.hold;

import dev.quorumvip.agent.address.AddressTable;
import dev.quorumvip.agent.address.LinkTable;
import dev.quorumvip.agent.address.NetworkEvent;
import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.fence.KernelFence;
import dev.quorumvip.agent.holder.AddressKeeper;
import dev.quorumvip.agent.holder.Announcer;
import dev.quorumvip.agent.holder.Held;
import dev.quorumvip.agent.holder.HolderListener;
import dev.quorumvip.agent.holder.HolderRules;
import dev.quorumvip.agent.lease.SessionLease;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.state.TransitionReason;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The VIP on this node, while this node leads.
 *
 * <pre>
 * After lead: the address is bound and announced, until the proof's deadline.
 * After extend: until the later one.
 * After the deadline, with nobody awake to see it: the kernel's gates are closed, and later the address is gone.
 * After resign: it is off, before this returns.
 * </pre>
 *
 * From one thread only.
 */
public final class VipHold implements AutoCloseable {
    /** By what logs and metrics call it. */
    public static final String NAME = "elected";

    /** How often lifetimes and interfaces are looked at, when nothing else happens. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private static final NodeId CONSUL = new NodeId(1);
    private static final ClusterAddress NOWHERE = ClusterAddress.parse("127.0.0.1:1");

    private final AddressKeeper keeper;
    private final Announcer announcer;
    private final MonotonicClock clock;
    private final HoldTiming timing;
    private final VipAddress vip;
    private final InterfaceChoice place;
    private long epoch;
    private @Nullable SessionLease lease;
    private List<AssignedVip> wanted = List.of();

    /** Hears what becomes of it. */
    public interface Listener {
        /** Whether it is on the interface has changed. */
        void bound(boolean bound);

        /** This node cannot have it now. */
        void cannotHold(String why);

        /** Nothing that this process can do takes it off in time: it must end. */
        void fault(String what, Exception cause);
    }

    public VipHold(
            AddressTable addresses,
            LinkTable links,
            Announcer announcer,
            MonotonicClock clock,
            InstantSource wallClock,
            KernelFence fence,
            HoldTiming timing,
            VipAddress vip,
            String interfaceName,
            Listener listener) {
        this.announcer = announcer;
        this.clock = clock;
        this.timing = timing;
        this.vip = vip;
        this.place = new InterfaceChoice.Named(interfaceName);
        this.keeper = new AddressKeeper(
                addresses,
                links,
                announcer,
                clock,
                wallClock,
                fence,
                timing.plan(),
                interfaceName,
                HolderRules.DEFAULTS,
                new Ears(listener));
    }

    /** This node leads, by a proof that was asked for then. */
    public void lead(long provenAt) {
        epoch++;
        TreeMap<NodeId, ClusterAddress> voters = new TreeMap<>();
        voters.put(CONSUL, NOWHERE);
        lease = new SessionLease(
                new SessionId(CONSUL, epoch),
                new VoterSet(VoterSetVersion.FIRST, voters),
                timing.lease().leaseDuration().toNanos());
        wanted = List.of(new AssignedVip(NAME, new GrantNumber(epoch), List.of(vip), place, false, Optional.empty()));
        extend(provenAt);
    }

    /** There is a later proof. */
    public void extend(long provenAt) {
        SessionLease now = lease;
        if (now != null) {
            now.acknowledged(CONSUL, now.beginRound(provenAt), VoterSetVersion.FIRST);
            keep();
        }
    }

    /** This node leads no more; when this returns, the address is off. */
    public void resign(String why) {
        lease = null;
        wanted = List.of();
        keeper.letGoAll(why);
    }

    /** Something happened to an interface or an address. */
    public void observe(NetworkEvent event) {
        if (event instanceof NetworkEvent.LinkRemoved(int index, String name)) {
            // One that comes back under the same name is another interface.
            announcer.forget(name);
        }
        keeper.observe(event, lease);
    }

    /** Whether the address could be bound here now. */
    public boolean able() {
        return keeper.interfaceUsable();
    }

    /** Announces what is due; how long until the next call, in nanoseconds. */
    public long tick() {
        keep();
        OptionalLong next = announcer.tick();
        long look = LOOK.toNanos();
        return next.isEmpty() ? look : Math.clamp(next.getAsLong() - clock.nanos(), 0, look);
    }

    private void keep() {
        if (lease != null) {
            // That a proof is too old to bind needs no answer: the next one is asked for within a fifth of a lease.
            var unused = keeper.keep(wanted, lease);
        }
    }

    @Override
    public void close() {
        resign("the elector ends");
    }

    /** Passes on what concerns an elector. */
    private static final class Ears implements HolderListener {
        private final Listener listener;

        Ears(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void boundChanged(Collection<Held> held) {
            listener.bound(!held.isEmpty());
        }

        @Override
        public void cannotHold(AssignedVip vip, TransitionReason reason) {
            listener.cannotHold(reason.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }

        @Override
        public void unbindFailed(Held held, Exception cause) {
            listener.fault("the VIP cannot be taken off", cause);
        }

        @Override
        public void fenceFailed(Exception cause) {
            listener.fault("the kernel's fence can be neither kept up nor made anew", cause);
        }
    }

    /** Takes off what an earlier life left there. Only this address: others may be an agent's. */
    public static void clearLeftover(AddressTable addresses, LinkTable links, VipAddress vip) throws IOException {
        int whole = vip.ip().getAddress().length * Byte.SIZE;
        for (var link : links.list()) {
            var unused = addresses.unbind(link.index(), vip.ip(), whole);
        }
    }
}
