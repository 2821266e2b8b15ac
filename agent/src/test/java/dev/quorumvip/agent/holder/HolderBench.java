package dev.quorumvip.agent.holder;

import dev.quorumvip.agent.address.SimulatedAddressTable;
import dev.quorumvip.agent.address.SimulatedLinkTable;
import dev.quorumvip.agent.announcement.AnnouncementSchedule;
import dev.quorumvip.agent.announcement.FrameListener;
import dev.quorumvip.agent.announcement.FramePortException;
import dev.quorumvip.agent.announcement.RouterRole;
import dev.quorumvip.agent.announcement.SimulatedFramePorts;
import dev.quorumvip.agent.clock.SettableClock;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.fence.FencePlan;
import dev.quorumvip.agent.fence.SimulatedKernelFence;
import dev.quorumvip.agent.lease.SessionLease;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.state.TransitionReason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A holder on simulated interfaces, with a lease that a single voter confirms when the test says so. */
final class HolderBench implements HolderListener {
    static final int ETH0 = 3;
    static final int ETH1 = 4;
    static final Duration LEASE = Duration.ofMillis(500);
    static final Duration WINDOW = Duration.ofMillis(200);
    static final Duration LIFETIME = Duration.ofSeconds(1);

    /** A quarter of the lifetime. */
    static final Duration EXTEND_EVERY = Duration.ofMillis(250);

    static final Instant WALL = Instant.parse("2025-06-01T12:00:00Z");

    private static final NodeId SELF = new NodeId(1);

    final SettableClock clock = new SettableClock();
    final SimulatedAddressTable addresses = new SimulatedAddressTable(clock, ETH0, ETH1);
    final SimulatedLinkTable links = new SimulatedLinkTable();
    final SimulatedFramePorts ports = new SimulatedFramePorts();
    final Announcer announcer = new Announcer(ports, clock, RouterRole.HOST, new Deaf(), kind -> {});
    final SimulatedKernelFence gates = new SimulatedKernelFence(clock);
    private long epoch = 1;
    private SessionLease lease = lease(epoch);
    final AddressKeeper keeper = new AddressKeeper(
            addresses,
            links,
            announcer,
            clock,
            InstantSource.fixed(WALL),
            gates,
            new FencePlan(WINDOW, LIFETIME, LEASE),
            "eth0",
            new Rules(),
            this);

    /** VIPs that stay without a quorum. */
    final Set<String> staying = new HashSet<>();

    private int refusedByKernel;

    /** What was told, such as {@code cannot hold web: BIND_FAILED}. */
    final List<String> told = new ArrayList<>();

    /** What is on an interface and what was announced, each when it was. */
    final List<String> served = new ArrayList<>();

    HolderBench() {
        links.put(SimulatedLinkTable.up(ETH0, "eth0"));
        links.put(SimulatedLinkTable.up(ETH1, "eth1"));
    }

    SessionLease lease() {
        return lease;
    }

    /** The former one is over, and the new one has no confirmed round. */
    void openNextSession() {
        epoch++;
        lease = lease(epoch);
    }

    static SessionLease lease(long epoch) {
        return lease(epoch, LEASE);
    }

    static SessionLease lease(long epoch, Duration span) {
        return new SessionLease(
                new SessionId(SELF, epoch),
                new VoterSet(
                        VoterSetVersion.FIRST, new TreeMap<>(Map.of(SELF, ClusterAddress.parse("192.0.2.1:8800")))),
                span.toNanos());
    }

    /** A renewal round was sent now and acknowledged at once. */
    HolderBench confirm() {
        confirm(lease, clock.nanos());
        return this;
    }

    static void confirm(SessionLease lease, long now) {
        long round = lease.beginRound(now);
        lease.acknowledged(SELF, round, VoterSetVersion.FIRST);
    }

    static AssignedVip vip(String name, long grant, String cidr) {
        return new AssignedVip(
                name,
                new GrantNumber(grant),
                List.of(VipAddress.parse(cidr)),
                new InterfaceChoice.NodeDefault(),
                false,
                Optional.empty());
    }

    /** VIPs 1 to {@code many}, with addresses from 10.1.0.0 on. */
    static List<AssignedVip> vips(int many) {
        return IntStream.range(0, many)
                .mapToObj(i -> vip("vip" + (i + 1), i + 1, "10.1." + i / 250 + "." + i % 250 + "/16"))
                .toList();
    }

    /** How many VIPs the kernel has refused to bind, or to extend. */
    int refusedByKernel() {
        return refusedByKernel;
    }

    List<String> takeTold() {
        List<String> taken = List.copyOf(told);
        told.clear();
        return taken;
    }

    @Override
    public void boundChanged(Collection<Held> held) {
        told.add("bound " + held.stream().map(h -> h.vip().vip()).toList());
    }

    @Override
    public void bound(AssignedVip vip) {
        served.add("bound " + vip.vip());
    }

    @Override
    public void announced(AssignedVip vip) {
        served.add("announced " + vip.vip());
    }

    @Override
    public void refusedByKernel(IOException why) {
        refusedByKernel++;
    }

    @Override
    public void cannotHold(AssignedVip vip, TransitionReason reason) {
        told.add("cannot hold " + vip.vip() + ": " + reason);
    }

    @Override
    public void unbindFailed(Held held, Exception cause) {
        told.add("unbind failed " + held.vip().vip());
    }

    @Override
    public void fenceFailed(Exception cause) {
        told.add("fence failed: " + cause.getMessage());
    }

    @Override
    public void keptChanged(Collection<Held> kept) {
        told.add("kept " + kept.stream().map(h -> h.vip().vip()).toList());
    }

    private final class Rules implements HolderRules {
        @Override
        public AnnouncementSchedule announcement(String vip) {
            return VipDefinition.DEFAULT_ANNOUNCEMENT;
        }

        @Override
        public boolean staysWithoutQuorum(String vip) {
            return staying.contains(vip);
        }
    }

    private static final class Deaf implements FrameListener {
        @Override
        public void onFrame(byte[] frame, Instant receivedAt) {}

        @Override
        public void onFailure(FramePortException failure) {}
    }
}
