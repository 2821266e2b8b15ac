package dev.quorumvip.agent.consensus;

import static org.assertj.core.api.Assertions.fail;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.consensus.Consensus.Applied;
import dev.quorumvip.agent.consensus.Consensus.Leadership;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Outcome;
import dev.quorumvip.tls.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A node's consensus in a test, with what its listener was told. */
final class TestPeer implements Consensus.Listener, AutoCloseable {
    static final UUID CLUSTER = new UUID(7, 7);
    static final RatisConfig.Timing TIMING = new RatisConfig.Timing(
            Duration.ofMillis(150),
            Duration.ofMillis(300),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofMillis(400));

    /** An entry, with the state that it was applied to. */
    record Step(ClusterState before, Applied now) {}

    final NodeId id;
    final RaftMember member;
    final CompletableFuture<ConsensusFailure> failure = new CompletableFuture<>();
    final CompletableFuture<Void> removed = new CompletableFuture<>();
    volatile Leadership told = new Leadership(false, null, 0);
    volatile Applied applied = new Applied(-1, ClusterState.unfounded());
    /** Each entry that its listener was told of. */
    final List<Step> steps = Collections.synchronizedList(new ArrayList<>());

    /** Each snapshot that its listener was told of. */
    final List<Applied> restored = Collections.synchronizedList(new ArrayList<>());

    private final List<Applied> seen = Collections.synchronizedList(new ArrayList<>());
    final RatisConsensus consensus;

    private TestPeer(
            long id,
            Path directory,
            RaftMember member,
            RatisConfig.Start start,
            SortedMap<NodeId, RaftMember> voters,
            RatisConfig.Timing timing,
            Optional<TlsIdentity> tls) {
        this.id = new NodeId(id);
        this.member = member;
        RatisConfig config = new RatisConfig(
                this.id, member.address(), CLUSTER, directory, member.incarnation(), start, voters, timing, tls);
        this.consensus = new RatisConsensus(
                config,
                this,
                question -> (id + " heard " + new String(question, StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8));
    }

    static TestPeer founder(long id, Path directory) throws Exception {
        return started(id, directory, member(1), RatisConfig.Start.FOUND, new TreeMap<>());
    }

    static TestPeer joiner(long id, Path directory, TestPeer... voters) throws Exception {
        return started(id, directory, member(1), RatisConfig.Start.JOIN, members(voters));
    }

    static TestPeer started(
            long id, Path directory, RaftMember member, RatisConfig.Start start, SortedMap<NodeId, RaftMember> voters)
            throws Exception {
        TestPeer peer = new TestPeer(id, directory, member, start, voters, TIMING, Optional.empty());
        peer.consensus.start();
        return peer;
    }

    /** One whose connections are secured. */
    static TestPeer secured(long id, Path directory, TlsIdentity tls, RatisConfig.Start start, TestPeer... voters)
            throws Exception {
        TestPeer peer = new TestPeer(id, directory, member(1), start, members(voters), TIMING, Optional.of(tls));
        peer.consensus.start();
        return peer;
    }

    /** The same node again, on the same port and directory, as after a restart. */
    static TestPeer again(TestPeer before, Path directory) throws Exception {
        return started(before.id.value(), directory, before.member, RatisConfig.Start.JOIN, new TreeMap<>());
    }

    static RaftMember member(long incarnation) {
        return new RaftMember(new ClusterAddress(InetAddress.getLoopbackAddress(), freePort()), incarnation);
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static SortedMap<NodeId, RaftMember> members(TestPeer... peers) {
        SortedMap<NodeId, RaftMember> members = new TreeMap<>();
        for (TestPeer peer : peers) {
            members.put(peer.id, peer.member);
        }
        return members;
    }

    /** Makes these, of which {@code leader} leads, the group, one after the other. */
    static void grow(TestPeer leader, TestPeer... others) throws Exception {
        SortedMap<NodeId, RaftMember> members = new TreeMap<>(members(leader));
        for (TestPeer other : others) {
            members.put(other.id, other.member);
            leader.consensus.changeRaftMembers(members).get(10, TimeUnit.SECONDS);
        }
    }

    List<Outcome> propose(Command... commands) throws Exception {
        return consensus.propose(List.of(commands)).get(10, TimeUnit.SECONDS);
    }

    Command.Found found() {
        return new Command.Found(CLUSTER, id, "n" + id, member.address());
    }

    /** All that its listener was told was applied, oldest first. */
    List<Applied> seen() {
        synchronized (seen) {
            return List.copyOf(seen);
        }
    }

    boolean leads() {
        return consensus.leadership().leading();
    }

    boolean hasVip(String name) {
        return consensus.applied().state().vip(name).isPresent();
    }

    static TestPeer leaderOf(TestPeer... peers) {
        eventually("one leads", () -> java.util.Arrays.stream(peers).anyMatch(TestPeer::leads));
        return java.util.Arrays.stream(peers)
                .filter(TestPeer::leads)
                .findFirst()
                .orElseThrow();
    }

    static void eventually(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                fail("not within 10 s: " + what);
            }
            Thread.onSpinWait();
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                fail("interrupted");
            }
        }
    }

    @Override
    public void applied(ClusterState before, Applied now) {
        steps.add(new Step(before, now));
        seen.add(now);
        applied = now;
    }

    @Override
    public void restored(Applied now) {
        restored.add(now);
        seen.add(now);
        applied = now;
    }

    @Override
    public void leadershipChanged(Leadership now) {
        told = now;
    }

    @Override
    public void failed(ConsensusFailure why) {
        failure.complete(why);
    }

    @Override
    public void removedFromGroup() {
        removed.complete(null);
    }

    @Override
    public void close() {
        consensus.close();
    }
}
