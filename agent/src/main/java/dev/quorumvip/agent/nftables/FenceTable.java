package dev.quorumvip.agent.nftables;

import dev.quorumvip.agent.address.Link;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** What is in the fence's table, and the changes to it. */
final class FenceTable {
    /** Far above what the kernel takes for a transaction (0.1 ms), and several of its ticks of 1 to 10 ms. */
    static final Duration PERMIT = Duration.ofMillis(20);

    static final String PERMITS = "permits";
    static final String LEASE = "lease";

    private static final List<Key> PERMIT_KEY = List.of(Key.of((byte) 0, (byte) 0, (byte) 0, (byte) 1));
    static final NftChange ADD_PERMIT = new NftChange.AddElements(PERMITS, PERMIT_KEY, PERMIT.toMillis());
    static final NftChange USE_PERMIT = new NftChange.DeleteElements(PERMITS, PERMIT_KEY);

    /** The Ethernet types of all packets that have addresses: each packet has one of them, so it can look it up. */
    static final List<Key> LEASE_KEYS = Arrays.stream(AddressFamily.values())
            .flatMap(family -> Stream.concat(family.destinations().stream(), family.sources().stream()))
            .map(AddressFamily.Field::protocol)
            .distinct()
            .map(Key::ofProtocol)
            .toList();

    /** What nft(8) shows a permit's key as: TYPE_MARK of its {@code datatype.h}. */
    private static final int MARK_TYPE = 19;

    /** What nft(8) shows the lease's keys as: TYPE_ETHERTYPE. */
    private static final int ETHERTYPE_TYPE = 10;

    /** Before anybody else's chain on that interface. */
    private static final int PRIORITY = -500;

    private FenceTable() {}

    /** The table with its sets, all empty, in the place of one that there may be. */
    static List<NftChange> anew() {
        List<NftChange> changes = new ArrayList<>(
                List.of(new NftChange.NewTable(), new NftChange.DeleteTable(), new NftChange.NewTable()));
        int id = 1;
        changes.add(new NftChange.NewSet(PERMITS, id++, MARK_TYPE, Integer.BYTES, true));
        changes.add(new NftChange.NewSet(LEASE, id++, ETHERTYPE_TYPE, Short.BYTES, true));
        for (AddressFamily family : AddressFamily.values()) {
            changes.add(new NftChange.NewSet(family.guarded(), id++, family.nftType(), family.length(), false));
            changes.add(new NftChange.NewSet(family.granted(), id++, family.nftType(), family.length(), false));
        }
        return changes;
    }

    /** Chains that see what goes through an interface. */
    static List<NftChange> hooks(Link link) {
        String ingress = "ingress_" + link.index();
        String egress = "egress_" + link.index();
        List<NftChange> changes = new ArrayList<>();
        changes.add(new NftChange.NewChain(ingress, Nft.NF_NETDEV_INGRESS, PRIORITY, link.name()));
        changes.add(new NftChange.NewChain(egress, Nft.NF_NETDEV_EGRESS, PRIORITY, link.name()));
        for (AddressFamily family : AddressFamily.values()) {
            family.destinations().forEach(field -> addRules(changes, ingress, family, field));
            family.sources().forEach(field -> addRules(changes, egress, family, field));
        }
        return changes;
    }

    private static void addRules(
            List<NftChange> changes, String chain, AddressFamily family, AddressFamily.Field field) {
        changes.add(new NftChange.NewRule(chain, GateRule.dropUnlessGranted(family, field)));
        changes.add(new NftChange.NewRule(chain, GateRule.dropUnlessLeased(family, field, LEASE)));
    }

    /** With a permit: takes all grants back, and begins a lease in the place of one that there may be. */
    static List<NftChange> begin(long timeoutMillis) {
        return List.of(
                USE_PERMIT,
                new NftChange.FlushSet(LEASE),
                new NftChange.FlushSet(AddressFamily.IPV4.granted()),
                new NftChange.FlushSet(AddressFamily.IPV6.granted()),
                new NftChange.AddElements(LEASE, LEASE_KEYS, timeoutMillis));
    }

    /** With a permit: prolongs the lease that runs; what is missing but for the permit is that. */
    static List<NftChange> extend(long timeoutMillis) {
        return List.of(
                USE_PERMIT,
                new NftChange.DeleteElements(LEASE, LEASE_KEYS),
                new NftChange.AddElements(LEASE, LEASE_KEYS, timeoutMillis));
    }

    static List<NftChange> guard(Collection<InetAddress> ips) {
        return changes(AddressFamily::guarded, ips, FenceTable::add);
    }

    static List<NftChange> grant(Collection<InetAddress> ips) {
        return changes(AddressFamily::granted, ips, FenceTable::add);
    }

    /**
     * Added first, because deleting fails for what is not there; nobody sees what one transaction adds and deletes. So
     * nothing is ever missing but the table.
     */
    static List<NftChange> shut(Collection<InetAddress> ips) {
        List<NftChange> changes = new ArrayList<>(grant(ips));
        changes.addAll(changes(AddressFamily::granted, ips, NftChange.DeleteElements::new));
        return changes;
    }

    static List<NftChange> remove(Collection<InetAddress> ips) {
        List<NftChange> changes = new ArrayList<>(shut(ips));
        changes.addAll(guard(ips));
        changes.addAll(changes(AddressFamily::guarded, ips, NftChange.DeleteElements::new));
        return changes;
    }

    private static NftChange add(String set, List<Key> keys) {
        return new NftChange.AddElements(set, keys, 0);
    }

    /** The same change for each address, in the set of its family. */
    private static List<NftChange> changes(
            Function<AddressFamily, String> set,
            Collection<InetAddress> ips,
            BiFunction<String, List<Key>, NftChange> change) {
        List<NftChange> changes = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            List<Key> keys = ips.stream()
                    .filter(ip -> AddressFamily.of(ip) == family)
                    .map(Key::of)
                    .toList();
            if (!keys.isEmpty()) {
                changes.add(change.apply(set.apply(family), keys));
            }
        }
        return changes;
    }
}
