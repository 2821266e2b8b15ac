package dev.quorumvip.agent.nftables;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.fence.KernelFence;
import dev.quorumvip.agent.netlink.Errno;
import dev.quorumvip.agent.netlink.NetlinkException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel fence by nf_tables: a table of this agent's own in the netdev family, whose chains on a VIP's interface
 * drop ARP and IP of an address that is in the set {@code guarded4}, unless it is in {@code granted4} and the lease
 * runs; likewise for IPv6 with neighbour discovery. The lease is the set {@code lease}: it has the Ethernet types of ARP,
 * IPv4 and IPv6, and its elements have a time-out, which the kernel keeps by itself, to the millisecond, and never late.
 * So it costs the same to prolong the lease for one address and for a thousand.
 *
 * <p>A time-out is relative, and a process may be held up, for seconds, between working it out and the kernel's taking
 * it. So every change that begins the lease or prolongs it takes a <em>permit</em> along: an element with a time-out of
 * {@link #PERMIT}, added just before by a transaction of its own. The change deletes the permit, which fails, and with
 * it the whole transaction, when that has run out. A permit added at c, known to be there at a ≥ c, and a time-out of
 * (deadline − a − PERMIT) that the kernel takes at e &lt; c + PERMIT ends at e + deadline − a − PERMIT &lt; deadline.
 *
 * <p>An extension deletes the lease's elements and adds them anew in one transaction: deleting fails if their time is
 * over, so that an extension begins nothing. What begins a lease takes all addresses out of the granted ones in the same
 * transaction. So a grant needs neither time-out nor permit: however late the kernel gets it, the lease it was meant for
 * runs then, or none does, and the next one begins without it.
 *
 * <p>Other software may take the table away, as {@code nft flush ruleset} does. That is noticed with the next call,
 * which makes it anew, with the gates closed and no lease.
 */
public final class NftFence implements KernelFence {
    private static final Logger LOG = LoggerFactory.getLogger(NftFence.class);

    static final Duration PERMIT = FenceTable.PERMIT;

    private static final int ATTEMPTS = 3;

    /** To let go of so many of IPv6 is a datagram of 112 KiB; a socket takes 208 as a rule. */
    private static final int TOGETHER = 1_000;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final NftTransactions kernel;
    private final String table;
    private final MonotonicClock clock;
    private final Set<InetAddress> guarded = new HashSet<>();
    private final Map<Integer, Link> interfaces = new HashMap<>();
    private boolean begun;

    private NftFence(NftTransactions kernel, String table, MonotonicClock clock) {
        this.kernel = kernel;
        this.table = table;
        this.clock = clock;
    }

    /**
     * Makes the table, without gates. One of that name that an earlier life left is replaced: take its addresses off
     * before.
     *
     * @param table a name that is this agent's alone on this machine, of letters, digits and underscores
     * @param link an interface to begin with; that it works there shows that the kernel has all that is needed
     * @throws NetlinkException with EPERM without CAP_NET_ADMIN, EOPNOTSUPP where the kernel has no nf_tables, or no
     *     egress hook (before Linux 5.16)
     */
    public static NftFence open(String table, Link link, MonotonicClock clock) throws NetlinkException {
        return open(NftChannel.open(table), table, link, clock);
    }

    static NftFence open(NftTransactions kernel, String table, Link link, MonotonicClock clock)
            throws NetlinkException {
        NftFence fence = new NftFence(kernel, table, clock);
        try {
            kernel.commit(FenceTable.anew());
            fence.hook(link);
            return fence;
        } catch (NetlinkException e) {
            fence.close();
            throw e;
        }
    }

    /**
     * Removes the table that an earlier life left, for an agent that does without: its closed gates would keep everybody
     * from the addresses that this life binds. No error if there is none, or no nf_tables at all.
     */
    public static void removeLeftover(String table) throws NetlinkException {
        try (NftChannel channel = NftChannel.open(table)) {
            var unused = channel.commitUnlessMissing(List.of(new NftChange.DeleteTable()));
        } catch (NetlinkException e) {
            if (e.errno() != Errno.EOPNOTSUPP) {
                throw e;
            }
        }
    }

    @Override
    public boolean begin(long deadlineNanos) throws NetlinkException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long timeoutMillis = permitted(deadlineNanos);
            if (timeoutMillis < 1) {
                return false;
            }
            if (!isMissing(FenceTable.begin(timeoutMillis))) {
                begun = true;
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean extend(long deadlineNanos) throws NetlinkException {
        for (int attempt = 0; begun && attempt < ATTEMPTS; attempt++) {
            long timeoutMillis = permitted(deadlineNanos);
            if (!begun || timeoutMillis < 1) {
                return false;
            }
            OptionalInt missing = kernel.commitUnlessMissing(FenceTable.extend(timeoutMillis));
            if (missing.isEmpty()) {
                return true;
            }
            // Else it was the permit that had run out.
            begun = missing.getAsInt() == 0;
        }
        return false;
    }

    @Override
    public void guard(Link link, Collection<InetAddress> ips) throws NetlinkException {
        if (isMissing(FenceTable::guard, ips)) {
            restore();
            guardAgain(ips);
        }
        guarded.addAll(ips);
        if (!interfaces.containsKey(link.index())) {
            hook(link);
        }
    }

    @Override
    public boolean grant(Collection<InetAddress> ips) throws NetlinkException {
        if (begun && isMissing(FenceTable::grant, ips)) {
            begun = false;
        }
        return begun;
    }

    @Override
    public void shut(Collection<InetAddress> ips) throws NetlinkException {
        var unused = isMissing(FenceTable::shut, ips);
    }

    @Override
    public void remove(Collection<InetAddress> ips) throws NetlinkException {
        var unused = isMissing(FenceTable::remove, ips);
        ips.forEach(guarded::remove);
    }

    /** Takes the table away, unless an address is still guarded: its gate must outlive this process then. */
    @Override
    public void close() {
        try {
            if (guarded.isEmpty()) {
                var unused = kernel.commitUnlessMissing(List.of(new NftChange.DeleteTable()));
            }
        } catch (NetlinkException e) {
            LOG.atDebug()
                    .addKeyValue("reason", e.getMessage())
                    .log("the nftables table stays; the next start replaces it");
        } finally {
            kernel.close();
        }
    }

    private void restore() throws NetlinkException {
        LOG.atError()
                .addKeyValue("table", table)
                .log("somebody took the nftables table away that fences this node's VIPs: making it anew");
        begun = false;
        kernel.commit(FenceTable.anew());
        guardAgain(guarded);
        for (Link link : List.copyOf(interfaces.values())) {
            interfaces.remove(link.index());
            try {
                hook(link);
            } catch (NetlinkException e) {
                if (e.errno() != Errno.ENOENT) {
                    throw e;
                }
                // The interface is gone, and with it whatever was bound there.
            }
        }
    }

    private void guardAgain(Collection<InetAddress> ips) throws NetlinkException {
        if (isMissing(FenceTable::guard, ips)) {
            throw new NetlinkException(Errno.ENOENT, "guard addresses in nftables table " + table);
        }
    }

    private void hook(Link link) throws NetlinkException {
        kernel.commit(FenceTable.hooks(link));
        interfaces.put(link.index(), link);
    }

    /** Adds a permit; how long, in ms, the lease may run that is taken up with it. */
    private long permitted(long deadlineNanos) throws NetlinkException {
        if (isMissing(List.of(FenceTable.ADD_PERMIT))) {
            restore();
            kernel.commit(List.of(FenceTable.ADD_PERMIT));
        }
        return Math.floorDiv(deadlineNanos - clock.nanos() - PERMIT.toNanos(), NANOS_PER_MILLI);
    }

    /** Changes something for many addresses, in parts of which each is a transaction; whether there is no table. */
    private boolean isMissing(Function<List<InetAddress>, List<NftChange>> change, Collection<InetAddress> ips)
            throws NetlinkException {
        List<InetAddress> all = List.copyOf(ips);
        boolean missing = false;
        for (int from = 0; from < all.size() && !missing; from += TOGETHER) {
            missing = isMissing(change.apply(all.subList(from, Math.min(all.size(), from + TOGETHER))));
        }
        return missing;
    }

    /** Whether something that the changes name is not there, and none of them was made. */
    private boolean isMissing(List<NftChange> changes) throws NetlinkException {
        return kernel.commitUnlessMissing(changes).isPresent();
    }
}
