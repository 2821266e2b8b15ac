package dev.quorumvip.agent.node;

import dev.quorumvip.agent.address.AddressTable;
import dev.quorumvip.agent.address.BoundAddress;
import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.LinkTable;
import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.fence.FencePlan;
import dev.quorumvip.agent.nftables.NftFence;
import dev.quorumvip.agent.nftables.SimulatedNft;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** One machine's interface: its addresses outlive the agent's process until their lifetimes end, late at times. */
final class SimulatedKernel implements AddressTable {
    static final String INTERFACE = "eth0";
    static final int INDEX = 2;

    private final Map<InetAddress, Long> goneAt = new HashMap<>();
    private final LongSupplier clock;
    private final RandomGenerator random;
    private final Runnable beforeChange;
    private final SingleHolderSimulation world;
    private final SimulatedNft gates;
    private boolean carrier = true;

    /**
     * @param clock of the machine, its lifetimes are counted by it
     * @param beforeChange what may hold the process up just before the kernel acts
     */
    SimulatedKernel(LongSupplier clock, RandomGenerator random, Runnable beforeChange, SingleHolderSimulation world) {
        this.world = world;
        this.clock = clock;
        this.random = random;
        this.beforeChange = beforeChange;
        this.gates = new SimulatedNft(
                clock::getAsLong, beforeChange, beforeChange, world.sabotage != Sabotage.LATE_TRANSACTIONS_COUNT);
    }

    /** Whether anybody who asks for the address gets an answer from here. */
    boolean serves(InetAddress ip) {
        return has(ip) && gates.passes(ip);
    }

    private boolean has(InetAddress ip) {
        goneAt.values().removeIf(at -> clock.getAsLong() - at >= 0);
        return goneAt.containsKey(ip);
    }

    /** The gates of a process that starts here. */
    NftFence fence() {
        return gates.fence(link());
    }

    void clear() {
        goneAt.clear();
    }

    boolean remove(InetAddress ip) {
        return goneAt.remove(ip) != null;
    }

    Link link() {
        return new Link(INDEX, INTERFACE, MacAddress.ZERO, true, carrier);
    }

    void setCarrier(boolean now) {
        carrier = now;
    }

    @Override
    public void bind(int interfaceIndex, InetAddress ip, int prefixLength, Duration validLifetime) {
        beforeChange.run();
        long late = random.nextLong(FencePlan.LATENESS.toNanos());
        goneAt.put(
                ip, clock.getAsLong() + AddressTable.wholeSeconds(validLifetime).toNanos() + late);
    }

    @Override
    public void extend(int interfaceIndex, InetAddress ip, int prefixLength, Duration validLifetime) {
        bind(interfaceIndex, ip, prefixLength, validLifetime);
    }

    @Override
    public boolean unbind(int interfaceIndex, InetAddress ip, int prefixLength) {
        if (world.sabotage == Sabotage.RELEASE_BEFORE_UNBIND && has(ip)) {
            world.time.after(Duration.ofMillis(200), () -> remove(ip));
            return true;
        }
        return remove(ip);
    }

    @Override
    public List<BoundAddress> list() {
        return List.copyOf(goneAt.keySet()).stream()
                .filter(this::has)
                .map(ip -> new BoundAddress(ip, 32, INDEX, true, Optional.empty()))
                .toList();
    }

    LinkTable links() {
        return new LinkTable() {
            @Override
            public Optional<Link> byName(String name) {
                return list().stream().filter(l -> l.name().equals(name)).findFirst();
            }

            @Override
            public List<Link> list() {
                return List.of(link());
            }
        };
    }
}
