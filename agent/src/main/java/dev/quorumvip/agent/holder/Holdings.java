package dev.quorumvip.agent.holder;

import dev.quorumvip.agent.address.AddressOnLink;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is held: by grant, by address, and by how long ago its lifetime was set. */
final class Holdings {
    /** So many are extended at once, however few there are: below that it is not worth spreading them. */
    private static final int FEW = 50;

    private final SortedMap<GrantNumber, Holding> byGrant = new TreeMap<>();
    private final Map<AddressOnLink, Holding> byAddress = new HashMap<>();
    /** The one whose lifetime was set longest ago comes first. */
    private final Set<Holding> byAge = new LinkedHashSet<>();

    private final Set<Holding> kept = new LinkedHashSet<>();

    private @Nullable List<Held> list;

    boolean isEmpty() {
        return byGrant.isEmpty();
    }

    int size() {
        return byGrant.size();
    }

    boolean has(Holding holding) {
        return byAge.contains(holding);
    }

    @Nullable
    Holding of(GrantNumber grant) {
        return byGrant.get(grant);
    }

    @Nullable
    Holding at(AddressOnLink address) {
        return byAddress.get(address);
    }

    /** In the order of grants; the same list until something changes. */
    List<Held> list() {
        List<Held> known = list;
        if (known == null) {
            known = byGrant.values().stream().map(Holding::what).toList();
            list = known;
        }
        return known;
    }

    List<Holding> all() {
        return List.copyOf(byGrant.values());
    }

    /** Those that are held on without a lease. */
    List<Holding> kept() {
        return List.copyOf(kept);
    }

    boolean isKept(Holding holding) {
        return kept.contains(holding);
    }

    /** It is held on without a lease from now on, or under one again. */
    void kept(Holding holding, boolean now) {
        if (now) {
            kept.add(holding);
        } else {
            kept.remove(holding);
        }
    }

    List<Holding> those(Predicate<Held> which) {
        return byGrant.values().stream().filter(h -> which.test(h.what())).toList();
    }

    /** Those that are held under none of these grants. */
    List<Holding> notAmong(Collection<AssignedVip> wanted) {
        Set<GrantNumber> grants = wanted.stream().map(AssignedVip::grant).collect(Collectors.toSet());
        return those(held -> !grants.contains(held.vip().grant()));
    }

    void add(Holding holding) {
        byGrant.put(holding.what().vip().grant(), holding);
        holding.addresses().forEach(address -> byAddress.put(address, holding));
        byAge.add(holding);
        list = null;
    }

    void remove(Holding holding) {
        byGrant.remove(holding.what().vip().grant());
        holding.addresses().forEach(address -> byAddress.remove(address, holding));
        byAge.remove(holding);
        kept.remove(holding);
        list = null;
    }

    /** Its lifetime begins anew. */
    void lifetimeSet(Holding holding, long now) {
        holding.setAt(now);
        byAge.remove(holding);
        byAge.add(holding);
    }

    /**
     * Those whose lifetime is to be set anew. Of many that fall due together half are named now and half the next time,
     * so that the kernel is not asked for all at once for ever; one that has waited for twice as long is not put off.
     */
    List<Holding> due(long now, long everyNanos) {
        int most = Math.max(FEW, Math.ceilDiv(byAge.size(), 2));
        List<Holding> due = new ArrayList<>();
        for (Holding holding : byAge) {
            long age = now - holding.setAt();
            if (age < everyNanos || (due.size() >= most && age < 2 * everyNanos)) {
                break;
            }
            due.add(holding);
        }
        return due;
    }
}
