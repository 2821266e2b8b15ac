package dev.quorumvip.agent.nftables;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.fence.KernelFence;
import dev.quorumvip.agent.netlink.Errno;
import dev.quorumvip.agent.netlink.NetlinkException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel fence by nf_tables: a table of this agent's own in the netdev family, whose chains on a VIP's interface
 * drop ARP and IP of an address that is in the set {@code guarded4} and not in {@code open4}, and likewise for IPv6
 * with neighbour discovery. The elements of the latter set have a time-out, which the kernel keeps by itself, to the
 * millisecond, and never late.
 *
 * <p>A time-out is relative, and a process may be held up, for seconds, between working it out and the kernel's taking
 * it. So every change that opens a gate or keeps one open takes a <em>permit</em> along: an element with a time-out of
 * {@link #PERMIT}, added just before by a transaction of its own. The change deletes the permit, which fails, and with
 * it the whole transaction, when that has run out. A permit added at c, known to be there at a ≥ c, and a time-out of
 * (deadline − a − PERMIT) that the kernel takes at e &lt; c + PERMIT ends at e + deadline − a − PERMIT &lt; deadline.
 *
 * <p>An extension deletes the element and adds it anew in one transaction: deleting fails if its time is over, so that
 * an extension opens nothing.
 *
 * <p>Other software may take the table away, as {@code nft flush ruleset} does. That is noticed with the next call,
 * which makes it anew, with the gates closed.
 */
public final class NftFence implements KernelFence {
    private static final Logger LOG = LoggerFactory.getLogger(NftFence.class);

    /** Far above what the kernel takes for a transaction (0.1 ms), and several of its ticks of 1 to 10 ms. */
    static final Duration PERMIT = Duration.ofMillis(20);

    /** Before anybody else's chain on that interface. */
    private static final int PRIORITY = -500;

    private static final int ATTEMPTS = 3;

    /** More in one transaction could take longer than a permit, and have more errors than the socket takes. */
    private static final int TOGETHER = 50;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private static final String PERMITS = "permits";
    private static final Key PERMIT_KEY = Key.of((byte) 0, (byte) 0, (byte) 0, (byte) 1);
    private static final NftChange ADD_PERMIT = new NftChange.AddElement(PERMITS, PERMIT_KEY, PERMIT.toMillis());
    private static final NftChange USE_PERMIT = new NftChange.DeleteElement(PERMITS, PERMIT_KEY);
    /** What nft(8) shows a permit's key as: TYPE_MARK of its {@code datatype.h}. */
    private static final int MARK_TYPE = 19;

    private final NftTransactions kernel;
    private final String table;
    private final MonotonicClock clock;
    private final Set<InetAddress> guarded = new HashSet<>();
    private final Map<Integer, Link> interfaces = new HashMap<>();

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
            fence.makeAnew();
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
    public void guard(Link link, InetAddress ip) throws NetlinkException {
        restoreIfGone();
        if (!interfaces.containsKey(link.index())) {
            hook(link);
        }
        kernel.commit(List.of(guardElement(ip)));
        guarded.add(ip);
    }

    @Override
    public boolean open(InetAddress ip, long deadlineNanos) throws NetlinkException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long timeoutMillis = permitted(deadlineNanos);
            if (timeoutMillis < 1) {
                return false;
            }
            if (kernel.commitUnlessMissing(List.of(USE_PERMIT, openElement(ip, timeoutMillis)))
                    .isEmpty()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Set<InetAddress> extend(Collection<InetAddress> ips, long deadlineNanos) throws NetlinkException {
        Set<InetAddress> closed = new HashSet<>();
        List<InetAddress> all = List.copyOf(ips);
        for (int from = 0; from < all.size(); from += TOGETHER) {
            closed.addAll(extendTogether(all.subList(from, Math.min(all.size(), from + TOGETHER)), deadlineNanos));
        }
        return closed;
    }

    private Set<InetAddress> extendTogether(List<InetAddress> ips, long deadlineNanos) throws NetlinkException {
        List<InetAddress> open = new ArrayList<>(ips);
        Set<InetAddress> closed = new HashSet<>();
        int heldUp = 0;
        while (!open.isEmpty()) {
            long timeoutMillis = permitted(deadlineNanos);
            if (timeoutMillis < 1 || heldUp == ATTEMPTS) {
                // They close by themselves when their time is over.
                closed.addAll(open);
                break;
            }
            OptionalInt missing = prolong(open, timeoutMillis);
            if (missing.isEmpty()) {
                break;
            }
            if (missing.getAsInt() == 0) {
                heldUp++;
            } else {
                closed.add(open.remove((missing.getAsInt() - 1) / 2));
            }
        }
        return closed;
    }

    @Override
    public void shut(InetAddress ip) throws NetlinkException {
        var unused = kernel.commitUnlessMissing(List.of(closeElement(ip)));
    }

    @Override
    public void remove(InetAddress ip) throws NetlinkException {
        var unused = kernel.commitUnlessMissing(
                List.of(new NftChange.DeleteElement(AddressFamily.of(ip).guarded(), Key.of(ip))));
        guarded.remove(ip);
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

    private void makeAnew() throws NetlinkException {
        List<NftChange> changes = new ArrayList<>(
                List.of(new NftChange.NewTable(), new NftChange.DeleteTable(), new NftChange.NewTable()));
        int id = 1;
        changes.add(new NftChange.NewSet(PERMITS, id++, MARK_TYPE, PERMIT_KEY.octets().length, true));
        for (AddressFamily family : AddressFamily.values()) {
            changes.add(new NftChange.NewSet(family.guarded(), id++, family.nftType(), family.length(), false));
            changes.add(new NftChange.NewSet(family.open(), id++, family.nftType(), family.length(), true));
        }
        kernel.commit(changes);
    }

    /** @return whether it was gone */
    private boolean restoreIfGone() throws NetlinkException {
        if (kernel.commitUnlessMissing(List.of(ADD_PERMIT)).isEmpty()) {
            return false;
        }
        LOG.atError()
                .addKeyValue("table", table)
                .log("somebody took the nftables table away that fences this node's VIPs: making it anew");
        makeAnew();
        if (!guarded.isEmpty()) {
            kernel.commit(guarded.stream().map(NftFence::guardElement).toList());
        }
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
        return true;
    }

    private void hook(Link link) throws NetlinkException {
        String ingress = "ingress_" + link.index();
        String egress = "egress_" + link.index();
        List<NftChange> changes = new ArrayList<>();
        changes.add(new NftChange.NewChain(ingress, Nft.NF_NETDEV_INGRESS, PRIORITY, link.name()));
        changes.add(new NftChange.NewChain(egress, Nft.NF_NETDEV_EGRESS, PRIORITY, link.name()));
        for (AddressFamily family : AddressFamily.values()) {
            for (AddressFamily.Field field : family.destinations()) {
                changes.add(new NftChange.NewRule(ingress, GateRule.dropUnlessOpen(family, field)));
            }
            for (AddressFamily.Field field : family.sources()) {
                changes.add(new NftChange.NewRule(egress, GateRule.dropUnlessOpen(family, field)));
            }
        }
        kernel.commit(changes);
        interfaces.put(link.index(), link);
    }

    /** Adds a permit; how long, in ms, an element may live that is added with it. */
    private long permitted(long deadlineNanos) throws NetlinkException {
        if (restoreIfGone()) {
            kernel.commit(List.of(ADD_PERMIT));
        }
        return Math.floorDiv(deadlineNanos - clock.nanos() - PERMIT.toNanos(), NANOS_PER_MILLI);
    }

    /** With the permit. @return empty if done, 0 if the permit had run out, 1 + 2n if the n-th address was not open */
    private OptionalInt prolong(List<InetAddress> ips, long timeoutMillis) throws NetlinkException {
        List<NftChange> changes = new ArrayList<>();
        changes.add(USE_PERMIT);
        for (InetAddress ip : ips) {
            changes.add(closeElement(ip));
            changes.add(openElement(ip, timeoutMillis));
        }
        return kernel.commitUnlessMissing(changes);
    }

    private static NftChange guardElement(InetAddress ip) {
        return new NftChange.AddElement(AddressFamily.of(ip).guarded(), Key.of(ip), 0);
    }

    private static NftChange openElement(InetAddress ip, long timeoutMillis) {
        return new NftChange.AddElement(AddressFamily.of(ip).open(), Key.of(ip), timeoutMillis);
    }

    private static NftChange closeElement(InetAddress ip) {
        return new NftChange.DeleteElement(AddressFamily.of(ip).open(), Key.of(ip));
    }
}
