package dev.quorumvip.agent.nftables;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.netlink.NetlinkException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the kernel makes of transactions: sets whose elements end by its clock, which ticks each 4 ms, and outlive the
 * process that made them.
 */
public final class SimulatedNft implements NftTransactions {
    private static final long TICK_NANOS = 4_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final MonotonicClock clock;
    private final Runnable beforeEach;
    private final Runnable afterEach;
    private final boolean strict;
    private int transactions;
    private boolean table;
    private Map<String, Map<Key, Long>> sets = new HashMap<>();
    private Set<String> chains = new HashSet<>();

    /**
     * @param beforeEach what happens between a transaction's leaving the process and the kernel's taking it
     * @param afterEach what happens before the process goes on
     */
    public SimulatedNft(MonotonicClock clock, Runnable beforeEach, Runnable afterEach) {
        this(clock, beforeEach, afterEach, true);
    }

    /** @param strict false for a kernel that deletes elements whose time is over as if it were not */
    public SimulatedNft(MonotonicClock clock, Runnable beforeEach, Runnable afterEach, boolean strict) {
        this.strict = strict;
        this.clock = clock;
        this.beforeEach = beforeEach;
        this.afterEach = afterEach;
    }

    /** The fence of a process on this kernel. */
    public NftFence fence(Link link) {
        return fence(link, clock);
    }

    /** @param process how the process reads the kernel's clock: it may be held up before it goes on */
    public NftFence fence(Link link, MonotonicClock process) {
        try {
            return NftFence.open(this, "simulated", link, process);
        } catch (NetlinkException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether what comes for this address, or from it, passes now. */
    public boolean passes(InetAddress ip) {
        return chains.isEmpty() || !isGuarded(ip) || (isGranted(ip) && leaseRuns());
    }

    public boolean isGuarded(InetAddress ip) {
        return has(AddressFamily.of(ip).guarded(), Key.of(ip));
    }

    /** Whether what comes for this address passes while the lease runs. */
    public boolean isGranted(InetAddress ip) {
        return has(AddressFamily.of(ip).granted(), Key.of(ip));
    }

    /** For packets of any kind: one kind alone would be too many. */
    boolean leaseRuns() {
        return FenceTable.LEASE_KEYS.stream().anyMatch(kind -> has(FenceTable.LEASE, kind));
    }

    /** How many transactions there were. */
    int transactions() {
        return transactions;
    }

    /** As by {@code nft flush ruleset}. */
    public void flushRuleset() {
        table = false;
        sets = new HashMap<>();
        chains = new HashSet<>();
    }

    /** Whether the table is there. */
    public boolean hasTable() {
        return table;
    }

    @Override
    public OptionalInt commitUnlessMissing(List<NftChange> changes) {
        beforeEach.run();
        transactions++;
        Map<String, Map<Key, Long>> setsBefore = new HashMap<>();
        sets.forEach((name, elements) -> setsBefore.put(name, new HashMap<>(elements)));
        Set<String> chainsBefore = new HashSet<>(chains);
        boolean tableBefore = table;
        OptionalInt missing = OptionalInt.empty();
        for (int i = 0; i < changes.size() && missing.isEmpty(); i++) {
            missing = make(changes.get(i)) ? OptionalInt.empty() : OptionalInt.of(i);
        }
        if (missing.isPresent()) {
            sets = setsBefore;
            chains = chainsBefore;
            table = tableBefore;
        }
        afterEach.run();
        return missing;
    }

    @Override
    public void close() {}

    private boolean make(NftChange change) {
        return switch (change) {
            case NftChange.NewTable t -> table = true;
            case NftChange.DeleteTable t -> {
                boolean was = table;
                flushRuleset();
                yield was;
            }
            case NftChange.NewSet set -> table && sets.putIfAbsent(set.name(), new HashMap<>()) == null;
            case NftChange.NewChain chain -> table && chains.add(chain.name());
            case NftChange.NewRule rule -> table && chains.contains(rule.chain());
            case NftChange.AddElements(String set, List<Key> keys, long timeoutMillis) ->
                keys.stream().allMatch(key -> add(set, key, timeoutMillis));
            case NftChange.DeleteElements(String set, List<Key> keys) ->
                keys.stream().allMatch(key -> delete(set, key));
            case NftChange.FlushSet(String set) -> {
                elements(set).clear();
                yield sets.containsKey(set);
            }
        };
    }

    private boolean add(String set, Key key, long timeoutMillis) {
        if (!sets.containsKey(set)) {
            return false;
        }
        if (!has(set, key)) {
            elements(set).put(key, timeoutMillis == 0 ? Long.MAX_VALUE : tick() + timeoutMillis * NANOS_PER_MILLI);
        }
        return true;
    }

    private boolean delete(String set, Key key) {
        return (has(set, key) || !strict) && elements(set).remove(key) != null;
    }

    private Map<Key, Long> elements(String set) {
        return sets.getOrDefault(set, new HashMap<>());
    }

    private boolean has(String set, Key key) {
        Long until = sets.getOrDefault(set, Map.of()).get(key);
        return until != null && (until == Long.MAX_VALUE || tick() - until < 0);
    }

    /** jiffies: the last tick. */
    private long tick() {
        return Math.floorDiv(clock.nanos(), TICK_NANOS) * TICK_NANOS;
    }
}
