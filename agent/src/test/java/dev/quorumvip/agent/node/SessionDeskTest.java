package dev.quorumvip.agent.node;

import static dev.quorumvip.agent.node.Sample.A;
import static dev.quorumvip.agent.node.Sample.B;
import static dev.quorumvip.agent.node.Sample.C;
import static dev.quorumvip.agent.node.Sample.CLUSTER;
import static dev.quorumvip.agent.node.Sample.D;
import static dev.quorumvip.agent.node.Sample.address;
import static dev.quorumvip.agent.node.Sample.assigned;
import static dev.quorumvip.agent.node.Sample.session;
import static dev.quorumvip.agent.node.Sample.voters;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.protocol.Message.Knowledge;
import dev.quorumvip.agent.protocol.Message.MemberState;
import dev.quorumvip.agent.protocol.RefusalReason;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.RefusalCause;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A's session in a cluster of the voters A, B and C; B and C answer when the test says so. */
class SessionDeskTest {
    private static final AssignedVip WEB = assigned("web", 1);
    private static final VoterSet VOTERS = voters(3, A, B, C);

    private final SessionBench bench = new SessionBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void opensOnlyWithAnEpochThatIsOnDisk() {
        bench.tick();
        bench.tick();
        assertThat(bench.log.takeProposed()).isEmpty();
        bench.disk();
        assertThat(bench.log.takeOnlyProposal()).isEqualTo(opening(1));
        assertThat(bench.desk().lease()).isNull();
        bench.log.commit();
        bench.settle();
        assertThat(Objects.requireNonNull(bench.desk().lease()).session()).isEqualTo(session(A, 1));
        assertThat(bench.told).containsExactly("session changed");
    }

    @Test
    void proposesTheSameEpochAgainAfterAFailureBecauseTheFirstMayStillCommit() {
        bench.tick();
        bench.disk();
        bench.log.takeProposed();
        bench.log.fail();
        bench.loop.advance(Duration.ofMillis(24));
        assertThat(bench.log.takeProposed()).isEmpty();
        bench.loop.advance(Duration.ofMillis(1));
        assertThat(bench.log.takeOnlyProposal()).isEqualTo(opening(1));
        bench.tick();
        assertThat(bench.log.takeProposed()).as("one at a time").isEmpty();
    }

    @Test
    void takesANewEpochAfterARefusal() {
        bench.tick();
        bench.disk();
        bench.log.takeProposed();
        bench.log.refuse(RefusalCause.STALE_EPOCH);
        bench.loop.advance(Duration.ofSeconds(1));
        bench.tick();
        bench.disk();
        assertThat(bench.log.takeOnlyProposal()).isEqualTo(opening(2));
    }

    @Test
    void opensNothingOnceItIsStopping() {
        bench.loop.run(bench.desk()::stop);
        bench.tick();
        bench.disk();
        assertThat(bench.log.takeProposed()).isEmpty();
    }

    @Test
    void opensNothingThatItWasStoppedBeforeProposing() {
        bench.tick();
        bench.loop.run(bench.desk()::stop);
        bench.disk();
        assertThat(bench.log.takeProposed()).isEmpty();
    }

    @Test
    void renewsWithEveryVoterAndCountsItselfAsOne() {
        bench.open();
        List<Outgoing.Sent> sent = bench.outbox.take();
        assertThat(sent).extracting(Outgoing.Sent::to).containsExactly(address(B), address(C));
        Message.Renew renew = (Message.Renew) sent.getFirst().message();
        assertThat(renew)
                .isEqualTo(new Message.Renew(
                        CLUSTER, session(A, 1), 1, VOTERS.version(), SessionBench.PROMISE, true, 42, 1, List.of()));
        assertThat(bench.valid()).isFalse();
        bench.ack(B, 1);
        assertThat(bench.valid()).as("its own vote waits for the disk").isFalse();
        bench.disk();
        assertThat(bench.valid()).isTrue();
        assertThat(bench.told).contains("confirmed", "bring in line");
    }

    @Test
    void itsOwnVoteAloneIsNoMajority() {
        bench.open();
        bench.disk();
        assertThat(bench.valid()).isFalse();
    }

    @Test
    void countsTheLeaseFromTheSendOfTheRound() {
        bench.openAndConfirm();
        bench.tick();
        long sentAt = bench.loop.clock.nanos();
        bench.loop.clock.advance(Duration.ofMillis(100));
        bench.ack(B, 2);
        assertThat(Objects.requireNonNull(bench.desk().lease()).deadline())
                .isEqualTo(sentAt + SessionBench.LEASE.toNanos());
    }

    @Test
    void ignoresAnAckOfAnotherSession() {
        bench.open();
        bench.disk();
        bench.loop.run(() -> bench.desk()
                .answered(B, new Message.Ack(CLUSTER, session(A, 9), 1, VOTERS.version(), bench.known(5, 1))));
        assertThat(bench.valid()).isFalse();
    }

    @Test
    void opensANewSessionOnceSoManyVotersClosedItThatNoneCanRenewIt() {
        bench.openAndConfirm();
        bench.told.clear();
        bench.refuse(B, RefusalReason.SESSION_CLOSED, bench.known(5, 1));
        bench.refuse(C, RefusalReason.SESSION_CLOSED, bench.known(5, 1));
        bench.tick();
        assertThat(bench.told).as("the lease is good until its deadline").doesNotContain("session changed");
        bench.loop.clock.advance(SessionBench.LEASE);
        bench.tick();
        assertThat(bench.told).contains("session changed");
        assertThat(bench.desk().lease()).isNull();
        bench.tick();
        bench.disk();
        assertThat(bench.log.takeOnlyProposal()).isEqualTo(opening(2));
    }

    @Test
    void goesOnWhileOneVoterClosedIt() {
        bench.openAndConfirm();
        bench.refuse(B, RefusalReason.SESSION_CLOSED, bench.known(5, 1));
        bench.loop.clock.advance(SessionBench.LEASE);
        bench.tick();
        bench.ack(C, 2);
        assertThat(bench.valid()).isTrue();
    }

    @Test
    void beginsAnewWhenTheLogHasExpiredItsSession() {
        bench.openAndConfirm();
        bench.learn(bench.known(50, 1));
        bench.told.clear();
        bench.learn(bench.known(51, 0));
        assertThat(bench.told).containsExactly("session changed");
        assertThat(bench.desk().lease()).isNull();
        bench.tick();
        bench.disk();
        assertThat(bench.log.takeOnlyProposal()).isEqualTo(opening(2));
    }

    @Test
    void keepsItsSessionWhenAVoterThatLagsHasNotHeardOfIt() {
        bench.openAndConfirm();
        bench.learn(bench.known(50, 1));
        bench.learn(bench.known(SessionBench.OPENED_AT - 1, 0));
        bench.learn(bench.known(0, 0));
        assertThat(bench.desk().lease()).isNotNull();
    }

    @Test
    void keepsASessionThatNobodyHasSeenInTheLogYet() {
        bench.open();
        bench.learn(bench.known(1_000, 0));
        assertThat(bench.desk().lease()).isNotNull();
    }

    @Test
    void learnsWhatIsAssignedToItAndToNobodyElse() {
        bench.openAndConfirm();
        bench.told.clear();
        bench.learn(bench.known(SessionBench.OPENED_AT - 1, 7, WEB));
        assertThat(bench.desk().wanted()).as("another session's").isEmpty();
        bench.learn(bench.known(50, 1, WEB));
        assertThat(bench.desk().wanted()).containsExactly(WEB);
        assertThat(bench.told).containsExactly("bring in line");
        bench.learn(bench.known(50, 1, WEB));
        assertThat(bench.told).as("no news").hasSize(1);
    }

    @Test
    void neverTakesUpAgainWhatItGaveBack() {
        bench.openAndConfirm();
        bench.learn(bench.known(50, 1, WEB));
        assertThat(bench.loop.ask(() -> bench.desk().release(WEB.grant()))).isTrue();
        bench.learn(bench.known(50, 1, WEB));
        assertThat(bench.desk().wanted()).isEmpty();
    }

    @Test
    void carriesNothingOverToANewSession() {
        bench.openAndConfirm();
        bench.learn(bench.known(50, 1, WEB));
        bench.learn(bench.known(51, 0));
        bench.tick();
        bench.disk();
        bench.log.commit();
        bench.settle();
        assertThat(bench.desk().epoch()).isEqualTo(2);
        assertThat(bench.desk().wanted()).isEmpty();
        bench.learn(bench.known(50, 1, WEB));
        assertThat(bench.desk().wanted()).as("assigned to the session before").isEmpty();
    }

    @Test
    void renewsAtOnceWithTheVoterSetThatARefusalTeaches() {
        bench.openAndConfirm();
        bench.outbox.take();
        VoterSet next = voters(4, A, B, C, D);
        bench.refuse(B, RefusalReason.STALE_VOTER_SET, bench.known(60, 1, next));
        List<Outgoing.Sent> sent = bench.outbox.take();
        assertThat(sent).extracting(Outgoing.Sent::to).containsExactly(address(B), address(C), address(D));
        assertThat(((Message.Renew) sent.getFirst().message()).version()).isEqualTo(next.version());
        assertThat(bench.told).contains("voters v4");
        bench.refuse(C, RefusalReason.STALE_VOTER_SET, bench.known(60, 1, next));
        assertThat(bench.outbox.take()).as("nothing new").isEmpty();
    }

    @Test
    void countsUnderANewerVoterSetOnlyOnceItHeardThatItsSessionIsOpenInThat() {
        bench.openAndConfirm();
        bench.outbox.take();
        VoterSet next = voters(4, A, B, C, D);
        bench.loop.run(() -> bench.desk().learn(next));
        bench.tick();
        List<Outgoing.Sent> asked = bench.outbox.take();
        assertThat(asked).extracting(Outgoing.Sent::to).containsExactly(address(B), address(C), address(D));
        assertThat(((Message.Renew) asked.getFirst().message()).version()).isEqualTo(VOTERS.version());
        bench.learn(bench.known(60, 1, next));
        bench.tick();
        assertThat(bench.outbox.take(Message.Renew.class))
                .extracting(Message.Renew::version)
                .containsOnly(next.version());
    }

    @Test
    void countsANewSessionUnderTheVoterSetItKnewBeforeItProposed() {
        bench.tick();
        bench.disk();
        bench.loop.run(() -> bench.desk().learn(voters(4, A, B, C, D)));
        bench.log.commit();
        bench.settle();
        assertThat(bench.outbox.take(Message.Renew.class))
                .extracting(Message.Renew::version)
                .containsOnly(VOTERS.version());
    }

    @Test
    void keepsTheNewerVoterSet() {
        bench.loop.run(() -> bench.desk().learn(voters(5, A, B)));
        bench.loop.run(() -> bench.desk().learn(voters(4, A, B, C)));
        assertThat(bench.desk().voters()).isEqualTo(voters(5, A, B));
    }

    @Test
    void endsForGoodWhenItWasRemoved() {
        bench.openAndConfirm();
        bench.told.clear();
        bench.learn(new Knowledge(A, 70, Optional.empty(), VOTERS, MemberState.REMOVED, 0, List.of()));
        assertThat(bench.told).containsExactly("session changed", "removed");
        bench.outbox.take();
        bench.learn(bench.known(80, 1, WEB));
        bench.ack(B, 1);
        bench.tick();
        bench.disk();
        assertThat(bench.desk().lease()).isNull();
        assertThat(bench.log.takeProposed()).isEmpty();
        assertThat(bench.outbox.take()).isEmpty();
        assertThat(bench.told).hasSize(2);
    }

    /** The address may have been another node's a moment ago, whose session had the same epoch. */
    @Test
    void isNotConcernedByWhatIsSaidOfAnotherNode() {
        bench.openAndConfirm();
        bench.told.clear();
        bench.learn(new Knowledge(
                B,
                70,
                Optional.empty(),
                VOTERS,
                MemberState.MEMBER,
                bench.desk().epoch(),
                List.of(WEB)));
        bench.learn(new Knowledge(B, 71, Optional.empty(), VOTERS, MemberState.REMOVED, 0, List.of()));
        assertThat(bench.told).isEmpty();
        assertThat(bench.desk().wanted()).isEmpty();
        assertThat(bench.valid()).isTrue();
    }

    @Test
    void opensNoSessionThatCommitsAfterItWasRemoved() {
        bench.tick();
        bench.disk();
        bench.learn(new Knowledge(A, 70, Optional.empty(), VOTERS, MemberState.REMOVED, 0, List.of()));
        bench.log.commit();
        bench.settle();
        bench.tick();
        assertThat(bench.desk().lease()).isNull();
        assertThat(bench.outbox.take()).isEmpty();
    }

    @Test
    void endsForGoodWhenTheLogRefusesItAsRemoved() {
        bench.tick();
        bench.disk();
        bench.log.takeProposed();
        bench.log.refuse(RefusalCause.MEMBER_REMOVED);
        bench.loop.advance(Duration.ofSeconds(2));
        bench.tick();
        bench.disk();
        assertThat(bench.log.takeProposed()).isEmpty();
        assertThat(bench.told).contains("removed");
    }

    @Test
    void aSessionThatWasStoppedIsRenewedUntilTheEnd() {
        bench.openAndConfirm();
        bench.loop.run(bench.desk()::stop);
        bench.outbox.take();
        bench.tick();
        assertThat(bench.outbox.take(Message.Renew.class)).hasSize(2);
    }

    @Test
    void saysThatItLagsOnlyAfterAnEntryShouldHaveArrived() {
        bench.openAndConfirm();
        bench.learn(bench.known(1_000, 1));
        assertThat(bench.desk().lagsAt(bench.loop.clock.nanos())).isFalse();
        bench.loop.clock.advance(Duration.ofSeconds(1).plusNanos(1));
        assertThat(bench.desk().lagsAt(bench.loop.clock.nanos())).isTrue();
        bench.log.append(new Command.AddMember(D, "d", address(D)));
        bench.learn(bench.known(bench.log.applied().index(), 1));
        assertThat(bench.desk().lagsAt(bench.loop.clock.nanos()))
                .as("the log moved, but not as far as others told")
                .isTrue();
    }

    @Test
    void remembersWhenEachVoterAnsweredAndWhoLeads() {
        bench.open();
        bench.ack(B, 1);
        assertThat(bench.desk().lastAnswerFrom(B)).contains(bench.loop.clock.nanos());
        assertThat(bench.desk().lastAnswerFrom(C)).isEmpty();
        bench.learn(new Knowledge(A, 5, Optional.of(C), VOTERS, MemberState.MEMBER, 1, List.of()));
        assertThat(bench.desk().leader()).contains(C);
        bench.learn(new Knowledge(A, 6, Optional.empty(), VOTERS, MemberState.MEMBER, 1, List.of()));
        assertThat(bench.desk().leader()).as("a voter that does not know").contains(C);
    }

    @Test
    void readsNoVersionIntoAnAckUnderAnotherVoterSet() {
        bench.open();
        bench.disk();
        bench.loop.run(() -> bench.desk()
                .answered(B, new Message.Ack(CLUSTER, session(A, 1), 1, new VoterSetVersion(2), bench.known(5, 1))));
        assertThat(bench.valid()).isFalse();
    }

    @Test
    void asksNoVoterThatIsNone() {
        bench.open();
        bench.outbox.take();
        bench.learn(bench.known(SessionBench.OPENED_AT + 1, 1, voters(4, B, C)));
        bench.tick();
        assertThat(bench.outbox.takeAddressees(Message.Renew.class)).containsExactly(address(B), address(C));
        bench.disk();
        bench.ack(B, 2, new VoterSetVersion(4));
        assertThat(bench.valid()).as("its own vote counts no more").isFalse();
        bench.ack(C, 2, new VoterSetVersion(4));
        assertThat(bench.valid()).isTrue();
    }

    /** With each session the log is told what VIPs may ask of the node. */
    private static List<Command> opening(long epoch) {
        return List.of(
                new Command.OpenSession(session(A, epoch)),
                new Command.DescribeMember(A, SessionBench.LABELS, SessionBench.MACS));
    }
}
