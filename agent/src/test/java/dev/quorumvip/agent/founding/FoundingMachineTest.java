package dev.quorumvip.agent.founding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.founding.FoundingEffect.FounderLost;
import dev.quorumvip.agent.founding.FoundingEffect.JoinFounder;
import dev.quorumvip.agent.founding.FoundingEffect.Persist;
import dev.quorumvip.agent.founding.FoundingEffect.Send;
import dev.quorumvip.agent.protocol.Message.AcceptedFounder;
import dev.quorumvip.agent.protocol.Message.Ballot;
import dev.quorumvip.agent.protocol.Message.Founder;
import dev.quorumvip.agent.protocol.Message.Founding;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Node 1 at A of the list A, B, C. */
class FoundingMachineTest {
    private static final ClusterAddress A = ClusterAddress.parse("192.0.2.1:8800");
    private static final ClusterAddress B = ClusterAddress.parse("192.0.2.2:8800");
    private static final ClusterAddress C = ClusterAddress.parse("192.0.2.3:8800");
    private static final ClusterAddress UNLISTED = ClusterAddress.parse("192.0.2.4:8800");
    private static final NodeId ONE = new NodeId(1);
    private static final NodeId TWO = new NodeId(2);
    private static final NodeId THREE = new NodeId(3);
    private static final Founder FOUNDER_TWO = new Founder(TWO, B, new UUID(2, 2));
    private static final Ballot BALLOT_OF_TWO = new Ballot(5, TWO);

    private FoundingMachine machine = machine(FoundingRecord.EMPTY);
    private long nowNanos = 1_000_000_000_000L;

    @Test
    void saysHelloToTheOthersAndNothingElseWhileAlone() {
        for (int i = 0; i < 100; i++) {
            assertThat(tick())
                    .isSubsetOf(new Send(B, new Founding.Hello(ONE, A)), new Send(C, new Founding.Hello(ONE, A)));
        }
    }

    @Test
    void proposesItselfOnlyOnceItsOwnPromiseIsOnDisk() {
        assertThat(hello(B, TWO)).isEmpty();
        List<FoundingEffect> effects = tick();
        Ballot ballot = new Ballot(1, ONE);
        long token = token(effects);
        assertThat(effects).contains(new Persist(token, new FoundingRecord(Optional.of(ballot), Optional.empty())));
        assertThat(effects).noneMatch(FoundingMachineTest::isPrepare);

        assertThat(step(new FoundingEvent.Persisted(token)))
                .containsExactly(new Send(B, new Founding.Prepare(ballot)), new Send(C, new Founding.Prepare(ballot)));
    }

    @Test
    void leavesProposingToThoseBeforeItInTheList() {
        machine = new FoundingMachine(TWO, B, List.of(A, B, C), FoundingRecord.EMPTY, new Random(1));
        for (int i = 0; i < 100; i++) {
            hello(A, ONE);
            assertThat(tick()).noneMatch(Persist.class::isInstance);
        }
    }

    @Test
    void proposesNothingOnAHelloOlderThanASecond() {
        tick();
        hello(B, TWO);
        nowNanos += Duration.ofMillis(1_001).toNanos();

        assertThat(tick()).noneMatch(Persist.class::isInstance);
    }

    @Test
    void promisesOnlyOnceThatIsOnDisk() {
        List<FoundingEffect> effects = received(B, TWO, new Founding.Prepare(BALLOT_OF_TWO));
        assertThat(effects)
                .containsExactly(new Persist(1, new FoundingRecord(Optional.of(BALLOT_OF_TWO), Optional.empty())));
        assertThat(received(B, TWO, new Founding.Prepare(BALLOT_OF_TWO))).isEmpty();

        Send promise = new Send(B, new Founding.Promise(BALLOT_OF_TWO, Optional.empty()));
        assertThat(step(new FoundingEvent.Persisted(1))).containsExactly(promise);
        assertThat(received(B, TWO, new Founding.Prepare(BALLOT_OF_TWO))).containsExactly(promise);
    }

    @Test
    void acceptsOnlyOnceThatIsOnDisk() {
        List<FoundingEffect> effects = received(B, TWO, new Founding.Accept(BALLOT_OF_TWO, FOUNDER_TWO));
        assertThat(effects).containsExactly(new Persist(1, accepted(BALLOT_OF_TWO, FOUNDER_TWO)));

        assertThat(step(new FoundingEvent.Persisted(1)))
                .containsExactly(new Send(B, new Founding.Accepted(BALLOT_OF_TWO)));
    }

    @Test
    void rejectsALowerBallotThanOnePromisedBeforeARestart() {
        machine = machine(accepted(BALLOT_OF_TWO, FOUNDER_TWO));
        Ballot low = new Ballot(4, THREE);
        Ballot high = new Ballot(6, THREE);

        assertThat(received(C, THREE, new Founding.Prepare(low)))
                .containsExactly(new Send(C, new Founding.Rejected(low, BALLOT_OF_TWO)));
        assertThat(received(C, THREE, new Founding.Accept(low, FOUNDER_TWO)))
                .containsExactly(new Send(C, new Founding.Rejected(low, BALLOT_OF_TWO)));
        long token = token(received(C, THREE, new Founding.Prepare(high)));
        AcceptedFounder before = new AcceptedFounder(BALLOT_OF_TWO, FOUNDER_TWO);
        assertThat(step(new FoundingEvent.Persisted(token)))
                .containsExactly(new Send(C, new Founding.Promise(high, Optional.of(before))));
    }

    @Test
    void proposesWhatAPromiseNamesInsteadOfItself() {
        Ballot ballot = prepared();
        AcceptedFounder before = new AcceptedFounder(new Ballot(1, TWO), FOUNDER_TWO);
        List<FoundingEffect> effects = received(B, TWO, new Founding.Promise(ballot, Optional.of(before)));

        assertThat(effects).contains(new Send(B, new Founding.Accept(ballot, FOUNDER_TWO)));
        step(new FoundingEvent.Persisted(token(effects)));
        assertThat(received(B, TWO, new Founding.Accepted(ballot))).contains(new JoinFounder(FOUNDER_TWO));
    }

    @Test
    void countsOnlyListedPeersUnderTheIdTheyHadBefore() {
        Ballot ballot = prepared();
        Founding promise = new Founding.Promise(ballot, Optional.empty());

        assertThat(received(UNLISTED, new NodeId(4), promise)).isEmpty();
        assertThat(received(A, ONE, promise)).as("its own address from outside").isEmpty();
        assertThat(received(C, TWO, promise)).as("one id at two addresses").isEmpty();
        assertThat(received(B, new NodeId(9), promise)).as("a wiped node").isEmpty();
        assertThat(received(B, TWO, promise))
                .as("whose address is not trusted any more")
                .isEmpty();
        assertThat(machine.status(nowNanos).replaced()).containsExactly(B);
        assertThat(received(C, THREE, promise)).isNotEmpty();
    }

    @Test
    void answersABallotOnlyToItsProposer() {
        assertThat(received(C, THREE, new Founding.Prepare(BALLOT_OF_TWO))).isEmpty();
        assertThat(received(B, TWO, new Founding.Prepare(new Ballot(Long.MAX_VALUE, TWO))))
                .isEmpty();
        assertThat(received(B, TWO, new Founding.Prepare(new Ballot(0, TWO)))).isEmpty();
        assertThat(received(B, TWO, new Founding.Accept(BALLOT_OF_TWO, new Founder(TWO, UNLISTED, new UUID(2, 2)))))
                .isEmpty();
    }

    @Test
    void acceptsNoSecondFounderUnderOneBallot() {
        received(B, TWO, new Founding.Accept(BALLOT_OF_TWO, FOUNDER_TWO));

        assertThat(received(B, TWO, new Founding.Accept(BALLOT_OF_TWO, new Founder(TWO, B, new UUID(3, 3)))))
                .containsExactly(new Send(B, new Founding.Rejected(BALLOT_OF_TWO, BALLOT_OF_TWO)));
    }

    @Test
    void foundsNothingWhileSomebodyElsesListNamesIt() {
        hello(UNLISTED, new NodeId(4));
        hello(B, TWO);
        assertThat(tick()).noneMatch(Persist.class::isInstance);
        assertThat(received(B, TWO, new Founding.Prepare(BALLOT_OF_TWO))).isEmpty();
        assertThat(machine.status(nowNanos).strangers()).containsExactly(UNLISTED);

        nowNanos += FoundingPeers.DISPUTED_WITHIN.plusMillis(1).toNanos();
        assertThat(received(B, TWO, new Founding.Prepare(BALLOT_OF_TWO))).isNotEmpty();
        assertThat(machine.status(nowNanos).strangers()).isEmpty();
    }

    @Test
    void tellsTheChosenFounderToWhoeverAsksAndAgainAndAgain() {
        Send chosenToC = new Send(C, new Founding.Chosen(FOUNDER_TWO));
        assertThat(received(B, TWO, new Founding.Chosen(FOUNDER_TWO)))
                .contains(new JoinFounder(FOUNDER_TWO), chosenToC);

        assertThat(received(B, TWO, new Founding.Chosen(FOUNDER_TWO)))
                .as("once")
                .isEmpty();
        assertThat(received(C, THREE, new Founding.Prepare(new Ballot(9, THREE))))
                .containsExactly(chosenToC);
        nowNanos += FoundingMachine.CHOSEN_INTERVAL.toNanos();
        assertThat(tick()).containsExactly(new Send(B, new Founding.Chosen(FOUNDER_TWO)), chosenToC);
        assertThat(machine.status(nowNanos).chosen()).contains(FOUNDER_TWO);
    }

    @Test
    void foundsAgainWhenItHadBeenChosenBeforeARestart() {
        Founder self = new Founder(ONE, A, new UUID(1, 1));

        assertThat(received(C, THREE, new Founding.Chosen(self))).contains(new FoundingEffect.Found(self));
    }

    @Test
    void saysThatTheFounderIsLostWhenItWasAFormerOwnerOfItsAddress() {
        Founder former = new Founder(new NodeId(77), A, new UUID(7, 7));

        assertThat(received(C, THREE, new Founding.Chosen(former))).contains(new FounderLost(former));
    }

    @Test
    void ignoresAHelloInSomebodyElsesName() {
        received(B, TWO, new Founding.Hello(THREE, B));
        received(B, TWO, new Founding.Hello(TWO, C));
        assertThat(machine.status(nowNanos).seen()).containsExactly(A);
        assertThat(machine.status(nowNanos).missing()).containsExactly(B, C);
        assertThat(machine.status(nowNanos).needed()).isEqualTo(2);

        hello(B, TWO);
        assertThat(machine.status(nowNanos).seen()).containsExactly(A, B);
    }

    @Test
    void refusesAListWithoutItselfOrWithAPeerTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FoundingMachine(ONE, A, List.of(B, C), FoundingRecord.EMPTY, new Random(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FoundingMachine(ONE, A, List.of(A, B, B), FoundingRecord.EMPTY, new Random(1)));
    }

    /** Its own promise is on disk and the others have been asked. */
    private Ballot prepared() {
        hello(B, TWO);
        step(new FoundingEvent.Persisted(token(tick())));
        return new Ballot(1, ONE);
    }

    private static FoundingRecord accepted(Ballot ballot, Founder founder) {
        return new FoundingRecord(Optional.of(ballot), Optional.of(new AcceptedFounder(ballot, founder)));
    }

    private static FoundingMachine machine(FoundingRecord record) {
        return new FoundingMachine(ONE, A, List.of(A, B, C), record, new Random(1));
    }

    private static boolean isPrepare(FoundingEffect effect) {
        return effect instanceof Send(ClusterAddress to, Founding message) && message instanceof Founding.Prepare;
    }

    private static long token(List<FoundingEffect> effects) {
        return effects.stream()
                .filter(Persist.class::isInstance)
                .mapToLong(effect -> ((Persist) effect).token())
                .max()
                .orElseThrow();
    }

    private List<FoundingEffect> tick() {
        nowNanos += Duration.ofMillis(50).toNanos();
        return step(new FoundingEvent.Tick());
    }

    private List<FoundingEffect> hello(ClusterAddress from, NodeId sender) {
        return received(from, sender, new Founding.Hello(sender, from));
    }

    private List<FoundingEffect> received(ClusterAddress from, NodeId sender, Founding message) {
        return step(new FoundingEvent.Received(from, sender, message));
    }

    private List<FoundingEffect> step(FoundingEvent event) {
        return machine.step(event, nowNanos);
    }
}
