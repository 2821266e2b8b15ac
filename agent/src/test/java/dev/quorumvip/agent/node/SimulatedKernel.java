package dev.quorumvip.agent.node;

import dev.quorumvip.agent.address.AddressTable;
import dev.quorumvip.agent.address.BoundAddress;
import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.LinkTable;
import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.fence.FencePlan;
import dev.quorumvip.agent.nftables.NftFence;
import dev.quorumvip.agent.nftables.SimulatedNft;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One machine's interface: its addresses outlive the agent's process until their lifetimes end, late at times. */
final class SimulatedKernel implements AddressTable {
    static final String INTERFACE = "eth0";
    static final int INDEX = 2;

    private final Map<InetAddress, Long> goneAt = new HashMap<>();
    private final SimulatedMachine machine;
    private final SingleHolderSimulation world;
    private final SimulatedNft gates;
    private boolean carrier = true;

    SimulatedKernel(SimulatedMachine machine, SingleHolderSimulation world) {
        this.machine = machine;
        this.world = world;
        this.gates = new SimulatedNft(
                machine::clock, this::entered, this::left, world.sabotage != Sabotage.LATE_TRANSACTIONS_COUNT);
    }

    /** Whether anybody who asks for the address gets an answer from here. */
    boolean serves(InetAddress ip) {
        return has(ip) && gates.passes(ip);
    }

    private boolean has(InetAddress ip) {
        Long at = goneAt.get(ip);
        return at != null && machine.clock() - at < 0;
    }

    /**
     * The gates of a process that starts here.
     *
     * @param process how it reads the clock
     */
    NftFence fence(MonotonicClock process) {
        return gates.fence(link(), process);
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
        entered();
        long latest = FencePlan.LATENESS.toNanos() - 1;
        long late = world.chance.below(4) == 0 ? latest : world.chance.random().nextLong(latest);
        goneAt.put(
                ip, machine.clock() + AddressTable.wholeSeconds(validLifetime).toNanos() + late);
        left();
    }

    @Override
    public void extend(int interfaceIndex, InetAddress ip, int prefixLength, Duration validLifetime) {
        bind(interfaceIndex, ip, prefixLength, validLifetime);
    }

    @Override
    public boolean unbind(int interfaceIndex, InetAddress ip, int prefixLength) {
        entered();
        if (world.sabotage == Sabotage.RELEASE_BEFORE_UNBIND && has(ip)) {
            world.time.after(Duration.ofMillis(200), () -> remove(ip));
            return true;
        }
        return remove(ip);
    }

    /** The process is held up just before the kernel does what it was asked for. */
    private void entered() {
        machine.heldUp(Happening.HELD_UP_IN_KERNEL_CALL);
    }

    /** Or just after. */
    private void left() {
        world.touched();
        machine.heldUp(Happening.HELD_UP_IN_KERNEL_CALL);
    }

    @Override
    public List<BoundAddress> list() {
        return goneAt.keySet().stream()
                .filter(this::has)
                .map(ip -> new BoundAddress(ip, ip.getAddress().length * Byte.SIZE, INDEX, true, Optional.empty()))
                .toList();
    }

    LinkTable links() {
        return new LinkTable() {
            @Override
            public Optional<Link> byName(String name) {
                return Optional.of(link()).filter(l -> l.name().equals(name));
            }

            @Override
            public List<Link> list() {
                return List.of(link());
            }
        };
    }
}
