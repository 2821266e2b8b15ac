package dev.quorumvip.agent.consensus;

import static dev.quorumvip.agent.consensus.TestPeer.again;
import static dev.quorumvip.agent.consensus.TestPeer.founder;
import static dev.quorumvip.agent.consensus.TestPeer.grow;
import static dev.quorumvip.agent.consensus.TestPeer.joiner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Outcome;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RatisStorageTest {
    private final Path directory;
    private final List<TestPeer> open = new ArrayList<>();

    RatisStorageTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void closeAll() {
        open.forEach(TestPeer::close);
    }

    private TestPeer opened(TestPeer peer) {
        open.add(peer);
        return peer;
    }

    /** A node that founded, wrote something, and stopped. */
    private TestPeer stopped() throws Exception {
        TestPeer one = founder(1, directory);
        one.propose(one.found(), new Command.SetVip("a", VipDefinition.of(VipAddress.parse("192.0.2.1/24"))));
        one.close();
        return one;
    }

    private Path current() {
        return directory.resolve("1").resolve(TestPeer.CLUSTER.toString()).resolve("current");
    }

    private Path file(String prefix) throws IOException {
        try (var files = Files.list(current())) {
            return files.filter(f -> f.getFileName().toString().startsWith(prefix))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    @Test
    void portInUse() throws Exception {
        TestPeer one = stopped();
        try (ServerSocket taken = new ServerSocket(
                one.member.address().port(), 1, one.member.address().ip())) {
            assertThat(taken.isBound()).isTrue();
            assertThatThrownBy(() -> again(one, directory))
                    .isInstanceOf(ConsensusFailure.class)
                    .hasMessageContaining("cannot listen on TCP " + one.member.address());
        }
        assertThat(opened(again(one, directory)).consensus.leadership()).isNotNull();
    }

    @Test
    void directoryInUse() throws Exception {
        TestPeer one = opened(founder(1, directory));
        RaftMember elsewhere = TestPeer.member(1);

        assertThatThrownBy(() -> TestPeer.started(1, directory, elsewhere, RatisConfig.Start.JOIN, new TreeMap<>()))
                .isInstanceOf(ConsensusFailure.class)
                .hasMessageContaining("is in use by another process");
        assertThat(one.propose(one.found())).containsExactly(new Outcome.Accepted());
    }

    @Test
    void damagedLogEntry() throws Exception {
        TestPeer one = stopped();
        Path log = file("log_");
        byte[] bytes = Files.readAllBytes(log);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        bytes[text.indexOf("set-vip")] ^= 1;
        Files.write(log, bytes);

        assertThatThrownBy(() -> again(one, directory))
                .isInstanceOf(ConsensusFailure.class)
                .hasMessageContaining("cannot be read")
                .hasMessageContaining("wipe the whole data directory");
    }

    @Test
    void tornLastEntryIsCutOff() throws Exception {
        TestPeer one = stopped();
        Path log = file("log_");
        byte[] bytes = Files.readAllBytes(log);
        int last = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("set-vip");
        Files.write(log, java.util.Arrays.copyOf(bytes, last));

        TestPeer back = opened(again(one, directory));
        TestPeer.eventually("it leads", back::leads);
        assertThat(back.hasVip("a")).isFalse();
    }

    @Test
    void garbageInsteadOfTheVote() throws Exception {
        TestPeer one = stopped();
        Files.writeString(current().resolve("raft-meta"), "votedFor=\\u00zz\nterm=x\n");

        assertThatThrownBy(() -> again(one, directory))
                .isInstanceOf(ConsensusFailure.class)
                .hasMessageContaining("did not start")
                .hasMessageContaining("if its log is damaged");
    }

    @Test
    void damagedConfiguration() throws Exception {
        TestPeer one = stopped();
        Files.write(current().resolve("raft-meta.conf"), new byte[] {1, 2, 3});

        assertThatThrownBy(() -> again(one, directory))
                .isInstanceOf(ConsensusFailure.class)
                .hasMessageContaining("configuration")
                .hasMessageContaining("damaged");
    }

    @Test
    void missingLogIsNotMadeAnew() throws Exception {
        TestPeer one = stopped();
        removeBelow(directory.resolve("1"));

        assertThatThrownBy(() -> again(one, directory))
                .isInstanceOf(ConsensusFailure.class)
                .hasMessageContaining("the Raft log is gone");
        assertThatThrownBy(() -> TestPeer.started(1, directory, one.member, RatisConfig.Start.FOUND, new TreeMap<>()))
                .isInstanceOf(ConsensusFailure.class)
                .hasMessageContaining("the Raft log is gone");
    }

    @Test
    void missingEntriesAreNotTakenForAnEmptyLog() throws Exception {
        TestPeer one = stopped();
        Files.delete(file("log_"));

        assertThatThrownBy(() -> again(one, directory))
                .isInstanceOf(ConsensusFailure.class)
                .hasMessageContaining("the entries of the Raft log are gone");
    }

    @Test
    void olderIncarnationIsNotUsedAgain() throws Exception {
        TestPeer one = stopped();
        RaftMember next = new RaftMember(one.member.address(), 2);
        TestPeer.started(1, directory, next, RatisConfig.Start.JOIN, new TreeMap<>())
                .close();

        assertThat(directory.resolve("1")).doesNotExist();
        assertThatThrownBy(() -> again(one, directory))
                .isInstanceOf(ConsensusFailure.class)
                .hasMessageContaining("already has Raft incarnation 2");
    }

    @Test
    void directoryThatIsAFile() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> founder(1, file))
                .isInstanceOf(ConsensusFailure.class)
                .hasMessageContaining("cannot use the Raft directory");
    }

    @Test
    void logThatCannotBeWrittenIsReported() throws Exception {
        TestPeer one = opened(founder(1, directory));
        one.propose(one.found());
        // As with a full disk: the log's next file cannot be made, whichever entry it begins with.
        for (int index = 5; index < 2_000; index++) {
            Files.createSymbolicLink(current().resolve("log_inprogress_" + index), Path.of("/nowhere/at/all"));
        }

        assertThat(failureWhileWriting(one)).hasMessageContaining("cannot write the Raft log");
        TestPeer.eventually("it leads no more", () -> !one.told.leading());
    }

    @Test
    void logThatIsTakenAwayIsReported() throws Exception {
        TestPeer one = opened(founder(1, directory));
        one.propose(one.found());
        removeBelow(directory.resolve("1"));

        assertThat(failureWhileWriting(one)).hasMessageContaining("restart the agent");
    }

    private static ConsensusFailure failureWhileWriting(TestPeer peer) throws Exception {
        String filler = "x".repeat(20_000);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!peer.failure.isDone() && System.nanoTime() < end) {
            try {
                peer.propose(new Command.AddMember(new NodeId(99), filler, ClusterAddress.parse("192.0.2.99:1")));
            } catch (java.util.concurrent.ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(NoQuorumException.class);
            }
        }
        return peer.failure.get(1, TimeUnit.SECONDS);
    }

    @Test
    void entryOfANewerVersionStopsThePeer() throws Exception {
        TestPeer one = stopped();
        append(one, "{\"v\":2,\"commands\":[{\"type\":\"from-the-future\"}]}");

        TestPeer back = opened(again(one, directory));

        assertThat(back.failure.get(10, TimeUnit.SECONDS))
                .hasMessageContaining("has version 2")
                .hasMessageContaining("newer version")
                .hasMessageContaining("upgrade this node");
        assertThat(back.hasVip("a")).isTrue();
        long index = back.consensus.applied().index();
        assertThatThrownBy(() -> back.propose(new Command.DeleteVip("a")))
                .cause()
                .isInstanceOf(NoQuorumException.class);
        assertThat(back.consensus.applied().index()).isEqualTo(index);
        assertThat(back.consensus.leadership().leading()).isFalse();
    }

    /** Writes an entry as a version would that knows more. */
    private void append(TestPeer peer, String entry) throws Exception {
        RatisConfig config = new RatisConfig(
                peer.id,
                peer.member.address(),
                TestPeer.CLUSTER,
                directory,
                1,
                RatisConfig.Start.JOIN,
                new TreeMap<>(),
                TestPeer.TIMING,
                Optional.empty());
        RaftGroupId group = LocalPeer.groupOf(config);
        try (RaftServer server = RaftServer.newBuilder()
                .setServerId(RaftPeers.id(peer.id, 1))
                .setGroup(RaftGroup.valueOf(group))
                .setOption(RaftStorage.StartupOption.RECOVER)
                .setProperties(
                        RatisSettings.properties(config, directory.resolve("1").toFile()))
                .setStateMachine(new BaseStateMachine())
                .build()) {
            server.start();
            TestPeer.eventually("leads", () -> {
                try {
                    return server.getDivision(group).getInfo().isLeaderReady();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            RaftClientRequest request = RaftClientRequest.newBuilder()
                    .setClientId(ClientId.randomId())
                    .setServerId(server.getId())
                    .setGroupId(group)
                    .setCallId(1)
                    .setMessage(Message.valueOf(entry))
                    .setType(RaftClientRequest.writeRequestType())
                    .build();
            assertThat(server.submitClientRequestAsync(request)
                            .get(5, TimeUnit.SECONDS)
                            .isSuccess())
                    .isTrue();
        }
    }

    @Test
    void leaderRefusesToLogWhatItCannotRead() throws Exception {
        TestPeer one = opened(founder(1, directory));
        one.propose(one.found());
        LeaderCalls calls = new LeaderCalls(
                new RatisConfig(
                        one.id,
                        one.member.address(),
                        TestPeer.CLUSTER,
                        directory,
                        1,
                        RatisConfig.Start.JOIN,
                        TestPeer.members(one),
                        TestPeer.TIMING,
                        Optional.empty()),
                one.consensus.localPeer());
        try (calls) {
            assertThatThrownBy(() -> calls.call(
                                    RaftClientRequest.writeRequestType(),
                                    "{\"v\":2}".getBytes(StandardCharsets.UTF_8),
                                    answer -> answer)
                            .get(5, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(LeaderRefusedException.class)
                    .hasMessageContaining("has version 2");
        }
        assertThat(one.failure).isNotDone();
        assertThat(one.propose(new Command.SetVip("b", VipDefinition.of(VipAddress.parse("192.0.2.2/24")))))
                .containsExactly(new Outcome.Accepted());
    }

    @Test
    void waitingPeerGoesOnWaitingAfterARestart() throws Exception {
        TestPeer one = opened(founder(1, directory.resolve("one")));
        one.propose(one.found());
        TestPeer two = joiner(2, directory.resolve("two"), one);
        two.close();

        TestPeer back = opened(again(two, directory.resolve("two")));
        grow(one, back);

        TestPeer.eventually(
                "it has the state", () -> back.consensus.applied().state().founded());
    }

    private static void removeBelow(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
