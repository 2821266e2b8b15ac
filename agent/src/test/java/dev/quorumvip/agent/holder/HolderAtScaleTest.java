package dev.quorumvip.agent.holder;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.announcement.ArpPacket;
import dev.quorumvip.agent.announcement.FrameListener;
import dev.quorumvip.agent.announcement.FramePort;
import dev.quorumvip.agent.announcement.FramePortException;
import dev.quorumvip.agent.announcement.RouterRole;
import dev.quorumvip.agent.fence.FencePlan;
import dev.quorumvip.agent.frames.PcapFramePorts;
import dev.quorumvip.agent.lease.LeaseTiming;
import dev.quorumvip.agent.lease.SessionLease;
import dev.quorumvip.agent.netlink.RtnlAddressTable;
import dev.quorumvip.agent.netlink.RtnlLinkTable;
import dev.quorumvip.agent.netns.VethPair;
import dev.quorumvip.agent.nftables.GatePerAddress;
import dev.quorumvip.agent.nftables.NftFence;
import dev.quorumvip.agent.packet.PacketFormatException;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.state.TransitionReason;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * The holder's hands on a real kernel, with one VIP and with very many: what it takes to bind them, and to renew. Prints
 * what it measures; what it demands leaves room for a machine that is busy with other things.
 */
class HolderAtScaleTest {
    private static final LeaseTiming TIMING = new LeaseTiming(Duration.ofSeconds(2), Duration.ofMillis(400));
    private static final int BINDS = 15;
    private static final int RENEWALS = 60;

    private static final Logger HOLDER = (Logger) LoggerFactory.getLogger("dev.quorumvip.agent.holder");

    private VethPair net;
    private RtnlAddressTable addresses;
    private RtnlLinkTable links;
    private NftFence fence;
    private FramePort near;
    private FramePort far;
    private final Map<InetAddress, Long> heard = new ConcurrentHashMap<>();
    private final SessionLease lease = HolderBench.lease(1, TIMING.leaseDuration());

    @BeforeAll
    static void beQuiet() {
        HOLDER.setLevel(Level.WARN);
    }

    @AfterAll
    static void speakAgain() {
        HOLDER.setLevel(null);
    }

    @BeforeEach
    void open() throws Exception {
        net = VethPair.create();
        addresses = net.inNear(RtnlAddressTable::open);
        links = net.inNear(RtnlLinkTable::open);
        Link link = links.byName(VethPair.INTERFACE).orElseThrow();
        fence = net.inNear(() -> NftFence.open("quorumvip_8800", link, System::nanoTime));
        PcapFramePorts frames = new PcapFramePorts();
        near = net.inNear(() -> frames.open(VethPair.INTERFACE, new Ear(new ConcurrentHashMap<>())));
        far = net.inFar(() -> frames.open(VethPair.INTERFACE, new Ear(heard)));
    }

    @AfterEach
    void close() {
        if (net != null) {
            near.close();
            far.close();
            fence.close();
            links.close();
            addresses.close();
            net.close();
        }
    }

    @Test
    void manyAreBoundInMillisecondsAndARenewalCostsTheSameForAll() throws Exception {
        Figures one = measure(1);
        Figures ten = measure(10);
        Figures twoHundred = measure(200);
        Figures thousand = measure(1_000);
        List.of(one, ten, twoHundred, thousand).forEach(System.out::println);
        assertThat(twoHundred.announced).as("200, until all are announced").isLessThan(millis(500));
        assertThat(thousand.renewal).as("a renewal").isLessThan(3 * one.renewal + millis(1));
    }

    /**
     * Medians in ns: until all are bound, until the far end has heard of all; a renewal that changes nothing, its
     * processor time, one that extends the lifetimes that are due (measured once); a renewal with a time-out for each
     * address; until all are off; putting the addresses on one after the other.
     */
    private record Figures(
            int many,
            long firstBound,
            long bound,
            long announced,
            long renewal,
            long renewalProcessor,
            long extending,
            long formerRenewal,
            long off,
            long oneByOne) {
        @Override
        public String toString() {
            return String.format(
                    "%4d VIPs: bound %.2f ms (the first time %.2f), announced %.2f ms; renewal %.3f ms (processor %.3f),"
                            + " extending half the lifetimes %.2f ms; with a gate for each %.3f ms; off %.2f ms;"
                            + " addresses alone, one by one %.2f ms",
                    many,
                    bound / 1e6,
                    firstBound / 1e6,
                    announced / 1e6,
                    renewal / 1e6,
                    renewalProcessor / 1e6,
                    extending / 1e6,
                    formerRenewal / 1e6,
                    off / 1e6,
                    oneByOne / 1e6);
        }
    }

    private Figures measure(int many) throws Exception {
        List<AssignedVip> vips = HolderBench.vips(many);
        Announcer announcer = new Announcer(
                (name, listener) -> near,
                System::nanoTime,
                RouterRole.HOST,
                new Ear(new ConcurrentHashMap<>()),
                kind -> {});
        AddressKeeper keeper = new AddressKeeper(
                addresses,
                links,
                announcer,
                System::nanoTime,
                InstantSource.system(),
                fence,
                FencePlan.byKernelFence(TIMING),
                VethPair.INTERFACE,
                HolderRules.DEFAULTS,
                new Quiet());
        List<Long> bound = new ArrayList<>();
        List<Long> announced = new ArrayList<>();
        List<Long> off = new ArrayList<>();
        for (int i = 0; i < BINDS; i++) {
            heard.clear();
            long begun = System.nanoTime();
            confirm();
            assertThat(keeper.keep(vips, lease)).isFalse();
            bound.add(System.nanoTime() - begun);
            awaitAllHeard(announcer, many);
            announced.add(
                    heard.values().stream().mapToLong(at -> at - begun).max().orElseThrow());
            assertThat(keeper.held()).hasSize(many);
            long letGo = System.nanoTime();
            keeper.letGoAll("a test");
            off.add(System.nanoTime() - letGo);
        }
        confirm();
        keeper.keep(vips, lease);
        List<Long> renewals = new ArrayList<>();
        List<Long> processor = new ArrayList<>();
        for (int i = 0; i < RENEWALS; i++) {
            confirm();
            long cpu = threadNanos();
            long begun = System.nanoTime();
            keeper.keep(vips, lease);
            renewals.add(System.nanoTime() - begun);
            processor.add(threadNanos() - cpu);
        }
        Thread.sleep(FencePlan.byKernelFence(TIMING).extendEvery());
        confirm();
        long due = System.nanoTime();
        keeper.keep(vips, lease);
        long extending = System.nanoTime() - due;
        assertThat(keeper.held()).hasSize(many);
        keeper.letGoAll("a test");
        assertThat(addresses.listOurs()).isEmpty();
        return new Figures(
                many,
                bound.getFirst(),
                median(bound),
                median(announced),
                median(renewals),
                median(processor),
                extending,
                formerRenewal(vips),
                median(off),
                oneByOne(vips));
    }

    private long formerRenewal(List<AssignedVip> vips) throws Exception {
        List<InetAddress> ips =
                vips.stream().map(vip -> vip.addresses().getFirst().ip()).toList();
        List<Long> renewals = new ArrayList<>();
        try (GatePerAddress former = net.inNear(() -> GatePerAddress.open(ips))) {
            for (int i = 0; i < RENEWALS; i++) {
                long begun = System.nanoTime();
                former.extend();
                renewals.add(System.nanoTime() - begun);
            }
        }
        return median(renewals);
    }

    private long oneByOne(List<AssignedVip> vips) throws Exception {
        int index = links.byName(VethPair.INTERFACE).orElseThrow().index();
        List<Long> binds = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            long begun = System.nanoTime();
            for (AssignedVip vip : vips) {
                addresses.bind(index, vip.addresses().getFirst().ip(), 32, Duration.ofSeconds(30));
            }
            binds.add(System.nanoTime() - begun);
            for (AssignedVip vip : vips) {
                addresses.unbind(index, vip.addresses().getFirst().ip(), 32);
            }
        }
        return median(binds);
    }

    private void awaitAllHeard(Announcer announcer, int many) throws InterruptedException {
        long patience = System.nanoTime() + millis(10_000);
        while (heard.size() < many && System.nanoTime() - patience < 0) {
            OptionalLong next = announcer.tick();
            long wait = next.orElseThrow() - System.nanoTime();
            if (wait > 0) {
                Thread.sleep(Duration.ofNanos(Math.min(wait, millis(1))));
            }
        }
        assertThat(heard).hasSize(many);
    }

    private void confirm() {
        HolderBench.confirm(lease, System.nanoTime());
    }

    private static long threadNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long median(List<Long> all) {
        return all.stream().sorted().skip(all.size() / 2).findFirst().orElseThrow();
    }

    private static long millis(long count) {
        return Duration.ofMillis(count).toNanos();
    }

    /** Notes when an address was announced for the first time. */
    private record Ear(Map<InetAddress, Long> heard) implements FrameListener {
        @Override
        public void onFrame(byte[] frame, Instant receivedAt) {
            try {
                heard.putIfAbsent(ArpPacket.parse(frame).senderIp(), System.nanoTime());
            } catch (PacketFormatException e) {
                // The kernel's own neighbour discovery is heard as well.
            }
        }

        @Override
        public void onFailure(FramePortException failure) {}
    }

    private static final class Quiet implements HolderListener {
        @Override
        public void boundChanged(Collection<Held> held) {}

        @Override
        public void cannotHold(AssignedVip vip, TransitionReason reason) {
            throw new AssertionError(vip + " " + reason);
        }

        @Override
        public void unbindFailed(Held held, Exception cause) {
            throw new AssertionError(held.toString(), cause);
        }

        @Override
        public void fenceFailed(Exception cause) {
            throw new AssertionError(cause);
        }
    }
}
