package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.agent.AgentOptions;
import dev.quorumvip.e2e.net.MacAddress;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.probe.FrameTap;
import dev.quorumvip.e2e.probe.Verdict;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.pcap4j.core.PcapHandle;

/** Foreign, repeated and late datagrams on the cluster port: dropped, counted, and without any effect on the VIP. */
class DatagramIT extends ClusterFixture {
    private static final String DROPPED = "quorumvip_datagrams_dropped_total";
    private static final int COUNT = 500;

    /** The quickest that a real stranger would do it; a faster one only overflows the socket's buffer. */
    private static final Duration PACE = Duration.ofMillis(2);

    @Test
    void garbageIsDroppedAndCounted() throws Exception {
        Node victim = holder();
        double before = rest(victim).metric(DROPPED, "reason=");
        Instant start = Instant.now();
        SplittableRandom random = new SplittableRandom(7);
        try (DatagramSocket stranger = network.client().call(() -> new DatagramSocket())) {
            for (int i = 0; i < COUNT; i++) {
                byte[] bytes = new byte[random.nextInt(0, 1_400)];
                random.nextBytes(bytes);
                stranger.send(new DatagramPacket(
                        bytes, bytes.length, InetAddress.getByName(victim.address()), AgentOptions.CLUSTER_PORT));
                Thread.sleep(PACE);
            }
        }
        awaitDropped(victim, before + COUNT);
        assertUndisturbed(victim, start);
    }

    @Test
    void replayedDatagramsAreDroppedAndCounted() throws Exception {
        Node victim = holder();
        List<byte[]> recorded = record(victim, victim.mac(), 200);
        double before = rest(victim).metric(DROPPED, "reason=");
        Instant start = Instant.now();
        resend(victim, recorded);
        Collections.reverse(recorded);
        resend(victim, recorded);
        awaitDropped(victim, before + 2.0 * recorded.size());
        assertUndisturbed(victim, start);
    }

    @Test
    void datagramsOfAnEarlierLifeAreAcceptedOnceAtMost() throws Exception {
        Node victim = allBut(holder()).getFirst();
        List<byte[]> recorded = record(victim, victim.mac(), 200);
        Node holder = holder();
        cluster.agent(victim).kill();
        cluster.start(victim);
        awaitAllReady();
        double before = rest(victim).metric(DROPPED, "reason=");
        Instant start = Instant.now();
        // What the restarted voter has not seen with its own eyes it may accept once, if its sender still lives: an old
        // renewal
        // only makes it promise too much. A second time it accepts nothing.
        resend(victim, recorded);
        resend(victim, recorded);
        awaitDropped(victim, before + recorded.size());
        assertUndisturbed(holder, start);
    }

    @Test
    void delayedAndReorderedDatagramsDoNoHarm() throws Exception {
        Node victim = allBut(holder()).getFirst();
        List<byte[]> held = new CopyOnWriteArrayList<>();
        network.cutOff(victim);
        try (FrameTap tap = FrameTap.open(
                network.hub(),
                victim.port(),
                "udp dst port " + AgentOptions.CLUSTER_PORT,
                (frame, at) -> held.add(frame))) {
            awaitTrue("datagrams to the cut off node are on the wire", SERVED_AGAIN, () -> held.size() > 30);
        } finally {
            network.heal(victim);
        }
        awaitAllReady();
        Instant start = Instant.now();
        Node holder = holder();
        List<byte[]> late = new ArrayList<>();
        for (byte[] frame : held) {
            byte[] redirected = frame.clone();
            System.arraycopy(victim.mac().bytes(), 0, redirected, 0, 6);
            late.add(redirected);
        }
        Collections.reverse(late);
        resend(victim, late);
        assertUndisturbed(holder, start);
    }

    /** Frames to the node's cluster port, as they pass the hub's side of its cable. */
    private List<byte[]> record(Node to, MacAddress destination, int count) throws Exception {
        List<byte[]> frames = new CopyOnWriteArrayList<>();
        String filter = "udp dst port " + AgentOptions.CLUSTER_PORT + " and ether dst " + destination;
        try (FrameTap tap = FrameTap.open(network.hub(), to.port(), filter, (frame, at) -> frames.add(frame))) {
            awaitTrue("datagrams to record", Duration.ofSeconds(30), () -> frames.size() >= count);
        }
        return new ArrayList<>(frames.subList(0, count));
    }

    private void resend(Node to, List<byte[]> frames) throws Exception {
        PcapHandle handle = FrameTap.openHandle(network.hub(), to.port());
        try {
            for (byte[] frame : frames) {
                handle.sendPacket(withoutChecksum(frame));
                Thread.sleep(PACE);
            }
        } finally {
            handle.close();
        }
    }

    /** A frame recorded on a virtual cable has a checksum that was left to hardware; 0 stands for none (RFC 768). */
    private static byte[] withoutChecksum(byte[] frame) {
        byte[] copy = frame.clone();
        int udp = 14 + (copy[14] & 0xf) * 4;
        copy[udp + 6] = 0;
        copy[udp + 7] = 0;
        return copy;
    }

    private void awaitDropped(Node node, double count) {
        awaitTrue(
                "%s datagrams dropped by %s".formatted(count, node),
                SERVED_AGAIN,
                () -> rest(node).metric(DROPPED, "reason=") >= count);
    }

    private void assertUndisturbed(Node holder, Instant since) {
        Verdict verdict = verdictSince(since);
        assertThat(verdict.holdings()).extracting(Verdict.Holding::mac).containsExactly(holder.mac());
        assertThat(outageSince(since).duration()).isLessThan(Duration.ofMillis(500));
    }
}
