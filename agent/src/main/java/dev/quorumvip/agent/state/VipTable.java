package dev.quorumvip.agent.state;

import java.net.InetAddress;
import java.util.AbstractMap;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/**
 * VIPs by name, and by the addresses they occupy. Immutable: one with a VIP more, or another, shares the rest with the
 * one it was made from, which takes as long with a thousand of them as with ten, nearly.
 */
final class VipTable extends AbstractMap<String, Vip> implements SortedMap<String, Vip> {
    private static final VipTable EMPTY = new VipTable(TreePMap.empty(), HashTreePMap.empty());

    private final TreePMap<String, Vip> byName;
    private final HashPMap<InetAddress, String> byAddress;

    private VipTable(TreePMap<String, Vip> byName, HashPMap<InetAddress, String> byAddress) {
        this.byName = byName;
        this.byAddress = byAddress;
    }

    static VipTable of(SortedMap<String, Vip> vips) {
        if (vips instanceof VipTable already) {
            return already;
        }
        VipTable table = EMPTY;
        for (Vip vip : vips.values()) {
            table = table.with(vip);
        }
        return table;
    }

    /** With {@code vip} in the place of the one of its name, if there is one. */
    VipTable with(Vip vip) {
        return new VipTable(byName.plus(vip.name(), vip), occupied(vip.name(), vip.occupied()));
    }

    VipTable without(String name) {
        return new VipTable(byName.minus(name), occupied(name, Set.of()));
    }

    /** The VIP because of which {@code ip} may be on some interface, or is about to be. */
    Optional<String> occupant(InetAddress ip) {
        return Optional.ofNullable(byAddress.get(ip));
    }

    private HashPMap<InetAddress, String> occupied(String name, Set<InetAddress> is) {
        HashPMap<InetAddress, String> next = byAddress;
        Vip before = byName.get(name);
        Set<InetAddress> was = before == null ? Set.of() : before.occupied();
        if (was.equals(is)) {
            return byAddress;
        }
        for (InetAddress ip : was) {
            next = next.minus(ip);
        }
        for (InetAddress ip : is) {
            next = next.plus(ip, name);
        }
        return next;
    }

    @Override
    public Set<Map.Entry<String, Vip>> entrySet() {
        return byName.entrySet();
    }

    @Override
    public int size() {
        return byName.size();
    }

    @Override
    public boolean containsKey(Object name) {
        return byName.containsKey(name);
    }

    @Override
    public @Nullable Vip get(Object name) {
        return byName.get(name);
    }

    /** In the order of the alphabet. */
    @Override
    public @Nullable Comparator<? super String> comparator() {
        return null;
    }

    @Override
    public SortedMap<String, Vip> subMap(String from, String to) {
        return byName.subMap(from, to);
    }

    @Override
    public SortedMap<String, Vip> headMap(String to) {
        return byName.headMap(to);
    }

    @Override
    public SortedMap<String, Vip> tailMap(String from) {
        return byName.tailMap(from);
    }

    @Override
    public String firstKey() {
        return byName.firstKey();
    }

    @Override
    public String lastKey() {
        return byName.lastKey();
    }
}
