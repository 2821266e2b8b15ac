package dev.quorumvip.agent.consensus;

import static dev.quorumvip.agent.consensus.TestPeer.again;
import static dev.quorumvip.agent.consensus.TestPeer.eventually;
import static dev.quorumvip.agent.consensus.TestPeer.founder;
import static dev.quorumvip.agent.consensus.TestPeer.grow;
import static dev.quorumvip.agent.consensus.TestPeer.joiner;
import static dev.quorumvip.agent.consensus.TestPeer.leaderOf;
import static dev.quorumvip.agent.consensus.TestPeer.members;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Outcome;
import dev.quorumvip.agent.state.RefusalCause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RatisConsensusTest {
    private static final Outcome ACCEPTED = new Outcome.Accepted();

    private final Path directory;
    private final List<TestPeer> open = new ArrayList<>();

    RatisConsensusTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void closeAll() {
        open.forEach(TestPeer::close);
    }

    private Path dir(long id) {
        return directory.resolve("n" + id);
    }

    private TestPeer opened(TestPeer peer) {
        open.add(peer);
        return peer;
    }

    private TestPeer newFounder() throws Exception {
        TestPeer one = opened(founder(1, dir(1)));
        assertThat(one.propose(one.found())).containsExactly(ACCEPTED);
        return one;
    }

    private static Command.SetVip vip(String name, int last) {
        return new Command.SetVip(
                name, VipDefinition.of(VipAddress.parse("192.0." + (2 + last / 200) + "." + (1 + last % 200) + "/24")));
    }

    @Test
    void founderCommitsABatchInOrderAndTellsItsListener() throws Exception {
        TestPeer one = opened(founder(1, dir(1)));

        assertThat(one.leads()).isTrue();
        assertThat(one.propose(one.found(), vip("a", 1), vip("b", 1)))
                .containsExactly(ACCEPTED, ACCEPTED, new Outcome.Refused(RefusalCause.ADDRESS_IN_USE));
        assertThat(one.consensus.applied().state().vips()).containsOnlyKeys("a");
        assertThat(one.applied).isEqualTo(one.consensus.applied());
        assertThat(one.told.leading()).isTrue();
        assertThat(one.told.leader()).isEqualTo(one.id);
        assertThat(one.consensus.raftMembers()).isEqualTo(members(one));
    }

    @Test
    void tellsOfEveryEntryByItselfWithTheStateBeforeIt() throws Exception {
        TestPeer one = newFounder();
        TestPeer two = opened(joiner(2, dir(2), one));
        grow(one, two);
        for (int i = 1; i <= 10; i++) {
            one.propose(vip("v" + i, i), vip("w" + i, 100 + i));
        }
        eventually("the follower applies it", () -> two.hasVip("w10"));

        for (TestPeer peer : List.of(one, two)) {
            assertThat(peer.restored).isEmpty();
            assertThat(peer.steps).hasSize(11);
            for (int i = 1; i < peer.steps.size(); i++) {
                assertThat(peer.steps.get(i).before())
                        .isSameAs(peer.steps.get(i - 1).now().state());
                assertThat(peer.steps.get(i).now().state().vips()).hasSize(2 * i);
            }
        }
        assertThat(two.steps).isEqualTo(one.steps);
    }

    @Test
    void growsByWaitingPeersWhichThenHaveTheState() throws Exception {
        TestPeer one = newFounder();
        TestPeer two = opened(joiner(2, dir(2), one));
        TestPeer three = opened(joiner(3, dir(3), one));
        assertThat(two.consensus.applied().state().founded()).isFalse();

        grow(one, two, three);
        assertThat(one.propose(vip("a", 1))).containsExactly(ACCEPTED);

        eventually("the followers apply it", () -> two.hasVip("a") && three.hasVip("a"));
        eventually(
                "all know the peers",
                () -> List.of(one, two, three).stream()
                        .allMatch(p -> p.consensus.raftMembers().equals(members(one, two, three))));
        eventually("the followers know the leader", () -> one.id.equals(two.told.leader()));
        assertThat(two.told.leading()).isFalse();
    }

    @Test
    void proposalsAndQuestionsReachTheLeaderFromFollowersAndFromPeersOutsideTheGroup() throws Exception {
        TestPeer one = newFounder();
        TestPeer two = opened(joiner(2, dir(2), one));
        TestPeer outside = opened(joiner(9, dir(9), one));
        grow(one, two);

        assertThat(two.propose(vip("a", 1))).containsExactly(ACCEPTED);
        assertThat(outside.propose(vip("b", 2))).containsExactly(ACCEPTED);
        byte[] answer = outside.consensus
                .query("hello".getBytes(StandardCharsets.UTF_8))
                .get(5, TimeUnit.SECONDS);
        assertThat(new String(answer, StandardCharsets.UTF_8)).isEqualTo("1 heard hello");
        assertThat(outside.consensus.applied().state().founded()).isFalse();
        assertThat(one.hasVip("b")).isTrue();
    }

    @Test
    void anotherLeadsWhenTheLeaderIsGoneAndEverybodyFindsIt() throws Exception {
        TestPeer one = newFounder();
        TestPeer two = opened(joiner(2, dir(2), one));
        TestPeer three = opened(joiner(3, dir(3), one));
        TestPeer outside = opened(joiner(9, dir(9), one));
        grow(one, two, three);
        assertThat(outside.propose(vip("a", 1))).containsExactly(ACCEPTED);
        outside.consensus.useVoters(members(one, two, three));

        one.close();

        TestPeer leader = leaderOf(two, three);
        TestPeer follower = leader == two ? three : two;
        assertThat(follower.propose(vip("b", 2))).containsExactly(ACCEPTED);
        assertThat(outside.propose(vip("c", 3))).containsExactly(ACCEPTED);
        assertThat(leader.consensus.applied().state().vips()).containsOnlyKeys("a", "b", "c");
    }

    @Test
    void withoutAMajorityProposalsFailInTimeAndTheLeaderStepsDown() throws Exception {
        TestPeer one = newFounder();
        TestPeer two = opened(joiner(2, dir(2), one));
        TestPeer three = opened(joiner(3, dir(3), one));
        grow(one, two, three);

        two.close();
        three.close();
        long start = System.nanoTime();

        assertThatThrownBy(() -> one.propose(vip("a", 1)))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(NoQuorumException.class)
                .hasMessageContaining("within 3000 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
        eventually("it leads no more", () -> !one.told.leading());
        assertThat(one.failure).isNotDone();
    }

    @Test
    void tooManyProposalsAtOnceFailFast() throws Exception {
        TestPeer one = newFounder();
        TestPeer two = opened(joiner(2, dir(2), one));
        grow(one, two);
        two.close();

        List<CompletableFuture<List<Outcome>>> waiting = new ArrayList<>();
        for (int i = 0; i < LeaderCalls.IN_FLIGHT_MAX; i++) {
            waiting.add(one.consensus.propose(List.of(vip("a", 1))));
        }

        assertThat(one.consensus.propose(List.of(vip("b", 2))))
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("256 requests are waiting");
        assertThat(waiting).allSatisfy(f -> assertThat(f).failsWithin(Duration.ofSeconds(10)));
        opened(again(two, dir(2)));
        assertThat(one.propose(vip("c", 3))).containsExactly(ACCEPTED);
    }

    @Test
    void restartKeepsStateAndPeers() throws Exception {
        TestPeer one = newFounder();
        TestPeer two = opened(joiner(2, dir(2), one));
        grow(one, two);
        assertThat(one.propose(vip("a", 1))).containsExactly(ACCEPTED);
        one.close();
        two.close();

        TestPeer oneAgain = opened(again(one, dir(1)));
        assertThat(oneAgain.consensus.raftMembers()).isEqualTo(members(one, two));
        TestPeer twoAgain = opened(again(two, dir(2)));

        leaderOf(oneAgain, twoAgain);
        eventually("both have it again", () -> oneAgain.hasVip("a") && twoAgain.hasVip("a"));
    }

    @Test
    void founderThatIsStartedAsFounderAgainGoesOnWithItsLog() throws Exception {
        TestPeer one = newFounder();
        TestPeer two = opened(joiner(2, dir(2), one));
        grow(one, two);
        one.close();
        two.close();

        TestPeer again = opened(TestPeer.started(1, dir(1), one.member, RatisConfig.Start.FOUND, new TreeMap<>()));

        assertThat(again.consensus.raftMembers()).isEqualTo(members(one, two));
        assertThat(again.leads()).isFalse();
    }

    @Test
    void logStaysSmallAndALaggingFollowerIsSentASnapshot() throws Exception {
        TestPeer one = newFounder();
        TestPeer two = opened(joiner(2, dir(2), one));
        TestPeer three = opened(joiner(3, dir(3), one));
        grow(one, two, three);
        three.close();

        List<CompletableFuture<List<Outcome>>> batch = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            batch.add(one.consensus.propose(List.of(vip("v" + i % 100, i % 100))));
            if (batch.size() == 200) {
                CompletableFuture.allOf(batch.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
                batch.clear();
            }
        }
        eventually("the follower has all", () -> two.applied.index() >= 20_000);

        assertThat(bytesBelow(dir(1))).isLessThan(2_000_000);
        assertThat(bytesBelow(dir(2))).isLessThan(2_000_000);
        TestPeer back = opened(again(three, dir(3)));
        eventually("the one that was away has all", () -> back.applied.index() >= 20_000);
        assertThat(back.restored).as("not one by one").isNotEmpty();
        assertThat(back.consensus.applied().state())
                .isEqualTo(one.consensus.applied().state());
        assertThat(one.propose(vip("last", 200))).containsExactly(ACCEPTED);
        eventually("and goes on applying", () -> back.hasVip("last"));
        assertThat(back.failure).isNotDone();

        back.close();
        TestPeer restarted = opened(again(three, dir(3)));
        eventually("and has it after a restart", () -> restarted.hasVip("last"));
    }

    /** Files come and go meanwhile: one that is gone counts for nothing. */
    private static long bytesBelow(Path directory) throws IOException {
        AtomicLong bytes = new AtomicLong();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes.addAndGet(attributes.size());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        return bytes.get();
    }

    @Test
    void removedPeerIsToldAndComesBackUnderANewIncarnation() throws Exception {
        TestPeer one = newFounder();
        TestPeer two = opened(joiner(2, dir(2), one));
        TestPeer three = opened(joiner(3, dir(3), one));
        grow(one, two, three);

        one.consensus.changeRaftMembers(members(one, two)).get(10, TimeUnit.SECONDS);

        three.removed.get(10, TimeUnit.SECONDS);
        assertThat(three.failure).isNotDone();
        assertThat(three.propose(vip("a", 1))).containsExactly(ACCEPTED);
        three.close();
        RaftMember next = new RaftMember(three.member.address(), 2);
        TestPeer back = opened(TestPeer.started(3, dir(3), next, RatisConfig.Start.JOIN, members(one, two)));
        assertThat(dir(3).resolve("1")).doesNotExist();
        grow(one, two, back);
        eventually("it has the state", () -> back.hasVip("a"));
        eventually(
                "it knows itself a member",
                () -> next.equals(back.consensus.raftMembers().get(new NodeId(3))));
    }

    @Test
    void leaderThatIsRemovedIsToldSo() throws Exception {
        TestPeer one = newFounder();
        TestPeer two = opened(joiner(2, dir(2), one));
        TestPeer three = opened(joiner(3, dir(3), one));
        grow(one, two, three);

        one.consensus.changeRaftMembers(members(two, three)).get(10, TimeUnit.SECONDS);

        one.removed.get(10, TimeUnit.SECONDS);
        leaderOf(two, three);
        assertThat(two.propose(vip("a", 1))).containsExactly(ACCEPTED);
    }

    @Test
    void leadershipIsHandedOver() throws Exception {
        TestPeer one = newFounder();
        TestPeer two = opened(joiner(2, dir(2), one));
        TestPeer three = opened(joiner(3, dir(3), one));
        grow(one, two, three);

        one.consensus.transferLeadership(two.id).get(5, TimeUnit.SECONDS);

        eventually("the second leads", two::leads);
        assertThat(one.propose(vip("a", 1))).containsExactly(ACCEPTED);
        assertThatThrownBy(() -> one.consensus.transferLeadership(three.id).get(5, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        RaftChangeException.class,
                        e -> assertThat(e.reason()).isEqualTo(RaftChangeException.Reason.NOT_LEADER));
    }

    @Test
    void anHeirThatIsDeadDoesNotStopTheLogForLong() throws Exception {
        TestPeer one = newFounder();
        TestPeer two = opened(joiner(2, dir(2), one));
        TestPeer three = opened(joiner(3, dir(3), one));
        grow(one, two, three);
        three.close();

        assertThatThrownBy(() -> one.consensus.transferLeadership(three.id).get(5, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(RaftChangeException.class);

        assertThat(one.propose(vip("a", 1)))
                .as("long before a change of peers would be given up")
                .containsExactly(ACCEPTED);
        leaderOf(one, two);
    }

    @Test
    void changesOfPeersAreRefusedWhereTheyWouldNotBeSafe() throws Exception {
        TestPeer one = newFounder();
        TestPeer two = opened(joiner(2, dir(2), one));
        TestPeer three = opened(joiner(3, dir(3), one));

        assertThatThrownBy(() -> one.consensus
                        .changeRaftMembers(members(one, two, three))
                        .get(5, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(RaftChangeException.class)
                .hasMessageContaining("REFUSED: peers change one at a time");
        assertThatThrownBy(() -> two.consensus.changeRaftMembers(members(two)).get(5, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(RaftChangeException.class)
                .hasMessageContaining("NOT_LEADER");
        assertThatThrownBy(() -> one.consensus.transferLeadership(three.id).get(5, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(RaftChangeException.class)
                .hasMessageContaining("REFUSED");
    }

    @Test
    void proposalThatIsNoEntryIsNotSent() throws Exception {
        TestPeer one = newFounder();
        long index = one.consensus.applied().index();

        assertThat(one.consensus.propose(List.of()))
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(IllegalArgumentException.class);
        List<Command> huge = java.util.Collections.nCopies(20_000, vip("a", 1));
        assertThat(one.consensus.propose(huge))
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(IllegalArgumentException.class);
        assertThat(one.consensus.propose(huge.subList(0, 300))).succeedsWithin(Duration.ofSeconds(5));
        assertThat(one.consensus.applied().index()).isEqualTo(index + 1);
    }

    @Test
    void closedConsensusAnswersAtOnce() throws Exception {
        TestPeer one = newFounder();
        one.close();
        one.close();

        assertThat(one.consensus.propose(List.of(vip("a", 1))))
                .failsWithin(Duration.ofMillis(500))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(NoQuorumException.class);
        assertThat(one.failure).isNotDone();
    }
}
