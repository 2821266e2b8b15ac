package dev.quorumvip.agent.elect.election;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.elect.consul.ConsulClient;
import dev.quorumvip.agent.elect.consul.ConsulException;
import dev.quorumvip.agent.elect.consul.ConsulTrouble;
import dev.quorumvip.agent.elect.consul.KeyState;
import dev.quorumvip.agent.elect.election.ElectionAction.Acquire;
import dev.quorumvip.agent.elect.election.ElectionAction.End;
import dev.quorumvip.agent.elect.election.ElectionAction.Extend;
import dev.quorumvip.agent.elect.election.ElectionAction.GiveBack;
import dev.quorumvip.agent.elect.election.ElectionAction.HandBack;
import dev.quorumvip.agent.elect.election.ElectionAction.Lead;
import dev.quorumvip.agent.elect.election.ElectionAction.Open;
import dev.quorumvip.agent.elect.election.ElectionAction.Prove;
import dev.quorumvip.agent.elect.election.ElectionAction.Renew;
import dev.quorumvip.agent.elect.election.ElectionAction.Resign;
import dev.quorumvip.agent.elect.election.ElectionAction.TellConflict;
import dev.quorumvip.agent.elect.election.ElectionAction.TellNotOpened;
import dev.quorumvip.agent.elect.election.ElectionAction.WakeAt;
import dev.quorumvip.agent.elect.election.ElectionAction.Watch;
import dev.quorumvip.agent.elect.election.ElectionEvent.Able;
import dev.quorumvip.agent.elect.election.ElectionEvent.AgentChanged;
import dev.quorumvip.agent.elect.election.ElectionEvent.Answered;
import dev.quorumvip.agent.elect.election.ElectionEvent.NotOpened;
import dev.quorumvip.agent.elect.election.ElectionEvent.NotProven;
import dev.quorumvip.agent.elect.election.ElectionEvent.NotRenewed;
import dev.quorumvip.agent.elect.election.ElectionEvent.NotSeen;
import dev.quorumvip.agent.elect.election.ElectionEvent.Opened;
import dev.quorumvip.agent.elect.election.ElectionEvent.Proven;
import dev.quorumvip.agent.elect.election.ElectionEvent.Renewed;
import dev.quorumvip.agent.elect.election.ElectionEvent.Seen;
import dev.quorumvip.agent.elect.election.ElectionEvent.SessionGone;
import dev.quorumvip.agent.elect.election.ElectionEvent.Stop;
import dev.quorumvip.agent.elect.election.ElectionEvent.Tick;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ElectionMachineTest {
    private static final String MINE = "my-session";
    private static final String OTHERS = "another-session";
    private static final ConsulException SILENCE = new ConsulException(ConsulTrouble.UNREACHABLE, "no answer");
    private static final ElectionRules BY_KEY = ElectionRules.forKeyAlone("me", Duration.ofSeconds(10));
    private static final ElectionRules BY_DEADLINE =
            ElectionRules.forHolding("me", Duration.ofSeconds(10), Duration.ofMillis(999));

    /** Close to where a clock's reading overflows, which it may. */
    private final long origin = Long.MAX_VALUE - millis(3_000);

    private ElectionMachine machine = new ElectionMachine(BY_KEY, new Random(1));
    private List<ElectionAction> last = List.of();

    @Test
    void makesASessionFirst() {
        assertThat(at(0, new Tick())).containsExactly(new Open());
        assertThat(at(1_000, new Tick())).as("one at a time").isEmpty();
    }

    @Test
    void waitsLongerEachTimeNoSessionCanBeMade() {
        at(0, new Tick());
        List<Long> waits = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 12; i++) {
            List<ElectionAction> actions = at(now, new NotOpened(SILENCE));
            long wait = only(actions, TellNotOpened.class).retryNanos() / millis(1);
            waits.add(wait);
            assertThat(at(now + wait - 1, new Tick())).doesNotContain(new Open());
            now += wait + 1;
            assertThat(at(now, new Tick())).contains(new Open());
        }
        assertThat(waits.getFirst()).isBetween(125L, 250L);
        assertThat(waits).allMatch(wait -> wait <= 5_000).anyMatch(wait -> wait > 2_500);
        assertThat(waits.subList(6, 12)).as("no two machines at the same times").doesNotHaveDuplicates();
    }

    @Test
    void watchesTheKeyAndTakesALockThatIsFree() {
        assertThat(opened()).contains(new Watch(MINE, 0));
        assertThat(seen(10, absent(5))).contains(new Acquire(MINE));
        assertThat(at(12, new Answered(MINE, at(11), true))).contains(new Lead(MINE, at(11), at(11) + millis(9_990)));
        assertThat(machine.leads()).isTrue();
    }

    @Test
    void waitsForTheNextChangeFromTheIndexItHasSeen() {
        opened();
        seen(10, held(7, OTHERS, "you"));
        assertThat(at(31, new Tick())).contains(new Watch(MINE, 7));
    }

    @Test
    void beginsAnewWhereTheIndexWentBack() {
        opened();
        seen(10, held(7, OTHERS, "you"));
        at(31, new Tick());
        seen(40, held(3, OTHERS, "you"));
        assertThat(at(100, new Tick())).contains(new Watch(MINE, 0));
    }

    @Test
    void doesNotTakeALockThatSomebodyHas() {
        opened();
        assertThat(seen(10, held(7, OTHERS, "you"))).noneMatch(Acquire.class::isInstance);
        assertThat(machine.leads()).isFalse();
    }

    @Test
    void doesNotTouchAKeyThatIsNoLock() {
        opened();
        KeyState foreign = new KeyState(3, Optional.of(new KeyState.Entry(0, "text", "", 3)));
        List<ElectionAction> actions = seen(10, foreign);
        assertThat(actions).contains(new TellConflict(0)).noneMatch(Acquire.class::isInstance);
        assertThat(seen(100, foreign)).as("said once").noneMatch(TellConflict.class::isInstance);
    }

    @Test
    void triesAgainWhileConsulKeepsTheLockFromEverybody() {
        opened();
        seen(10, absent(5));
        at(15, new Answered(MINE, at(11), false));
        assertThat(at(20, new Tick())).noneMatch(Acquire.class::isInstance);
        assertThat(at(66, new Tick())).contains(new Acquire(MINE));
        long now = 70;
        for (int i = 0; i < 20; i++) {
            at(now, new Answered(MINE, at(now - 1), false));
            now += 250;
            assertThat(at(now, new Tick())).as("at the latest after 250 ms").contains(new Acquire(MINE));
        }
    }

    @Test
    void renewsAtHalfTheTtlByItsOwnClock() {
        opened();
        assertThat(at(4_999, new Tick())).noneMatch(Renew.class::isInstance);
        assertThat(at(5_000, new Tick())).contains(new Renew(MINE));
        at(5_100, new Renewed(MINE, at(5_000)));
        assertThat(at(9_999, new Tick())).noneMatch(Renew.class::isInstance);
        assertThat(at(10_000, new Tick())).contains(new Renew(MINE));
    }

    @Test
    void leadsUntilTheTtlIsOverFromWhenTheRenewalWasSent() {
        leading(100);
        at(5_100, new Tick());
        assertThat(at(6_000, new Renewed(MINE, at(5_100)))).contains(new Extend(at(5_100), at(5_100) + millis(9_990)));
        assertThat(at(15_089, new Tick())).noneMatch(Resign.class::isInstance);
        assertThat(at(15_090, new Tick())).anyMatch(Resign.class::isInstance);
        assertThat(machine.leads()).isFalse();
    }

    @Test
    void asksToBeWokenAtTheDeadline() {
        machine = new ElectionMachine(BY_DEADLINE, new Random(1));
        leading(100);
        WakeAt wake = only(at(101, new Tick()), WakeAt.class);
        assertThat(wake.nanos() - at(100)).isLessThanOrEqualTo(millis(999));
    }

    @Test
    void losesTheLockWithTheKey() {
        leading(100);
        assertThat(seen(2_000, absent(9))).anyMatch(Resign.class::isInstance);
        assertThat(last)
                .as("and tries for it, and asks whether its session is still there")
                .contains(new Acquire(MINE), new Renew(MINE));
    }

    @Test
    void losesTheLockToAnother() {
        leading(100);
        List<ElectionAction> actions = seen(2_000, held(9, OTHERS, "you"));
        assertThat(only(actions, Resign.class).why()).contains("'you'");
        assertThat(actions).noneMatch(Acquire.class::isInstance);
    }

    @Test
    void leadsNoMoreWhenSomebodyWritesAnotherValueAndPutsItRight() {
        leading(100);
        List<ElectionAction> actions = seen(2_000, held(9, MINE, "you"));
        assertThat(actions).anyMatch(Resign.class::isInstance).contains(new Acquire(MINE));
        at(2_010, new Answered(MINE, at(2_005), true));
        assertThat(machine.leads()).isTrue();
    }

    /** The answer to a wait that began before the lock was taken may be the key as it was before. */
    @Test
    void doesNotTakeAnOldAnswerForALoss() {
        opened();
        seen(10, absent(5));
        at(15, new Answered(MINE, at(11), true));
        List<ElectionAction> actions = at(16, new Seen(MINE, at(12), absent(5)));
        assertThat(actions).noneMatch(Resign.class::isInstance);
        assertThat(at(32, new Tick())).contains(new Watch(MINE, 0));
        assertThat(at(34, new Seen(MINE, at(32), absent(8))))
                .as("a later one is")
                .anyMatch(Resign.class::isInstance);
    }

    @Test
    void makesANewSessionWhenItsOwnIsGone() {
        leading(100);
        assertThat(at(3_000, new SessionGone(MINE))).anyMatch(Resign.class::isInstance);
        assertThat(at(3_251, new Tick())).contains(new Open());
    }

    /** A check that comes and goes must not make sessions as fast as Consul can. */
    @Test
    void waitsLongerEachTimeASessionIsGoneThatWasNeverRenewed() {
        opened();
        long now = 0;
        for (int i = 0; i < 8; i++) {
            at(now, new SessionGone(MINE));
            now += 10_000;
            at(now, new Tick());
            at(now, new Opened(MINE, at(now)));
        }
        at(now, new SessionGone(MINE));
        assertThat(at(now + 2_000, new Tick())).doesNotContain(new Open());
        assertThat(at(now + 5_001, new Tick())).contains(new Open());
    }

    @Test
    void ignoresWhatConcernsAFormerSession() {
        leading(100);
        assertThat(at(200, new SessionGone(OTHERS))).noneMatch(Resign.class::isInstance);
        at(210, new Seen(OTHERS, at(205), absent(9)));
        assertThat(machine.leads()).isTrue();
    }

    @Test
    void leadsNoMoreFromTheMomentConsulGivesNoAnswer() {
        leading(100);
        assertThat(at(2_000, new NotSeen(MINE, SILENCE))).anyMatch(Resign.class::isInstance);
    }

    @Test
    void leadsAgainWithTheSameSessionWhenConsulIsBack() {
        leading(100);
        at(2_000, new NotSeen(MINE, SILENCE));
        at(2_251, new Tick());
        assertThat(seen(2_300, held(9, MINE, "me"))).anyMatch(Lead.class::isInstance);
    }

    /** Else it would lead and not lead in turns, until the session ends. */
    @Test
    void doesNotLeadAgainWhileRenewalsFail() {
        leading(100);
        at(5_100, new Tick());
        at(5_200, new NotRenewed(MINE, SILENCE));
        assertThat(machine.leads()).isFalse();
        seen(5_300, held(9, MINE, "me"));
        assertThat(machine.leads()).isFalse();
        at(5_700, new Tick());
        at(5_800, new Renewed(MINE, at(5_700)));
        seen(5_850, held(9, MINE, "me"));
        assertThat(machine.leads()).isTrue();
    }

    @Test
    void asksForAProofAFifthOfTheClaimAfterTheLastWhereItHolds() {
        machine = new ElectionMachine(BY_DEADLINE, new Random(1));
        assertThat(leading(100)).contains(new Prove(MINE));
        at(104, new Proven(MINE, at(102), held(9, MINE, "me")));
        assertThat(at(300, new Tick())).noneMatch(Prove.class::isInstance);
        assertThat(at(302, new Tick())).contains(new Prove(MINE));
    }

    @Test
    void holdsUntilTheDeadlineWhenConsulGivesNoAnswer() {
        machine = new ElectionMachine(BY_DEADLINE, new Random(1));
        leading(100);
        assertThat(at(200, new NotProven(MINE, SILENCE))).noneMatch(Resign.class::isInstance);
        assertThat(at(300, new NotSeen(MINE, SILENCE))).noneMatch(Resign.class::isInstance);
        assertThat(at(1_098, new Tick())).noneMatch(Resign.class::isInstance);
        assertThat(at(1_099, new Tick())).anyMatch(Resign.class::isInstance);
    }

    @Test
    void aRenewalIsNoProofWhereItHolds() {
        machine = new ElectionMachine(BY_DEADLINE, new Random(1));
        leading(100);
        at(900, new Renewed(MINE, at(899)));
        assertThat(at(1_099, new Tick())).anyMatch(Resign.class::isInstance);
    }

    @Test
    void asksOnForAProofAfterTheDeadlineAndHoldsAgain() {
        machine = new ElectionMachine(BY_DEADLINE, new Random(1));
        leading(100);
        at(104, new Proven(MINE, at(101), held(9, MINE, "me")));
        at(301, new Tick());
        at(900, new NotProven(MINE, SILENCE));
        assertThat(at(1_101, new Tick())).anyMatch(Resign.class::isInstance).contains(new Prove(MINE));
        assertThat(at(1_200, new Proven(MINE, at(1_102), held(9, MINE, "me"))))
                .contains(new Lead(MINE, at(1_102), at(1_102) + millis(999)));
    }

    @Test
    void aProofThatComesTooLateIsNone() {
        machine = new ElectionMachine(BY_DEADLINE, new Random(1));
        opened();
        seen(10, held(5, "", ""));
        assertThat(at(1_011, new Answered(MINE, at(11), true))).noneMatch(Lead.class::isInstance);
    }

    @Test
    void anOlderProofDoesNotShortenTheClaim() {
        machine = new ElectionMachine(BY_DEADLINE, new Random(1));
        leading(100);
        at(210, new Proven(MINE, at(200), held(9, MINE, "me")));
        assertThat(at(220, new Seen(MINE, at(150), held(9, MINE, "me")))).noneMatch(Extend.class::isInstance);
        assertThat(at(1_198, new Tick())).noneMatch(Resign.class::isInstance);
        assertThat(at(1_199, new Tick())).anyMatch(Resign.class::isInstance);
    }

    @Test
    void givesTheLockBackWhereItCannotHoldAndSitsOut() {
        machine = new ElectionMachine(BY_DEADLINE, new Random(1));
        leading(100);
        assertThat(at(200, new Able(false, "no carrier"))).startsWith(new Resign("no carrier"), new GiveBack(MINE));
        seen(300, absent(11));
        assertThat(at(400, new Able(true, ""))).noneMatch(Acquire.class::isInstance);
        assertThat(at(5_100, new Tick())).noneMatch(Acquire.class::isInstance);
        assertThat(at(5_201, new Tick())).contains(new Acquire(MINE));
    }

    /** It was asked for before that was known. */
    @Test
    void givesBackALockThatItGotAndCannotUse() {
        machine = new ElectionMachine(BY_DEADLINE, new Random(1));
        opened();
        seen(10, absent(5));
        at(11, new Able(false, "no carrier"));
        assertThat(at(12, new Answered(MINE, at(11), true))).noneMatch(Lead.class::isInstance);
        assertThat(seen(20, held(9, MINE, "me"))).contains(new GiveBack(MINE));
    }

    @Test
    void asksAnewWhenAnotherAgentAnswers() {
        opened();
        seen(10, held(7, OTHERS, "you"));
        at(40, new Tick());
        assertThat(at(100, new AgentChanged())).contains(new Watch(MINE, 0));
    }

    @Test
    void resignsBeforeItHandsBack() {
        leading(100);
        assertThat(at(200, new Stop())).containsExactly(new Resign("told to stop"), new HandBack(MINE));
        assertThat(at(300, new Tick())).isEmpty();
    }

    @Test
    void hasNothingToHandBackWithoutASession() {
        at(0, new Tick());
        at(1, new NotOpened(SILENCE));
        assertThat(at(2, new Stop())).containsExactly(new End());
    }

    @Test
    void handsBackASessionThatWasBeingMade() {
        at(0, new Tick());
        assertThat(at(1, new Stop())).isEmpty();
        assertThat(at(2, new Opened(MINE, at(0)))).containsExactly(new HandBack(MINE));
    }

    /** Who deletes the key by hand takes the lock off without a lock delay, and the leader hears of it a moment later. */
    @Test
    void waitsForAClaimToEndWhereTheKeyIsSimplyGone() {
        machine = new ElectionMachine(BY_DEADLINE, new Random(1));
        opened();
        seen(10, held(7, OTHERS, "you"));
        seen(40, absent(8));
        assertThat(at(45, new Answered(MINE, at(41), true))).noneMatch(Lead.class::isInstance);
        seen(70, held(9, MINE, "me"));
        at(900, new Proven(MINE, at(895), held(9, MINE, "me")));
        at(1_044, new Proven(MINE, at(1_040), held(9, MINE, "me")));
        assertThat(machine.leads()).isFalse();
        assertThat(at(1_240, new Tick())).contains(new Prove(MINE));
        at(1_245, new Proven(MINE, at(1_240), held(9, MINE, "me")));
        assertThat(machine.leads()).isTrue();
    }

    @Test
    void holdsAtOnceWhatTheFormerLeaderReleased() {
        machine = new ElectionMachine(BY_DEADLINE, new Random(1));
        opened();
        seen(10, held(7, OTHERS, "you"));
        seen(40, held(8, "", ""));
        assertThat(at(45, new Answered(MINE, at(41), true))).anyMatch(Lead.class::isInstance);
    }

    @Test
    void doesNotTakeALockWithoutAHolderForAReleasedOneWhileItsNameIsThere() {
        machine = new ElectionMachine(BY_DEADLINE, new Random(1));
        opened();
        seen(10, held(7, "", "you"));
        assertThat(at(15, new Answered(MINE, at(11), true))).noneMatch(Lead.class::isInstance);
    }

    @Test
    void holdsAtOnceWhenItHasWaitedForTheLockDelay() {
        machine = new ElectionMachine(BY_DEADLINE, new Random(1));
        opened();
        seen(10, held(7, OTHERS, "you"));
        seen(40, absent(8));
        at(45, new Answered(MINE, at(41), false));
        at(200, new Tick());
        assertThat(at(1_050, new Answered(MINE, at(1_045), true))).anyMatch(Lead.class::isInstance);
    }

    @Test
    void hasNotWaitedForTheLockDelayOfALaterHolder() {
        machine = new ElectionMachine(BY_DEADLINE, new Random(1));
        opened();
        seen(40, absent(8));
        at(45, new Answered(MINE, at(41), false));
        seen(70, held(9, OTHERS, "you"));
        seen(100, absent(10));
        assertThat(at(105, new Answered(MINE, at(101), true))).noneMatch(Lead.class::isInstance);
    }

    @Test
    void waitsForNobodyWhereItHoldsNothing() {
        opened();
        seen(10, held(7, OTHERS, "you"));
        seen(40, absent(8));
        assertThat(at(45, new Answered(MINE, at(41), true))).anyMatch(Lead.class::isInstance);
    }

    private List<ElectionAction> opened() {
        at(0, new Tick());
        return at(0, new Opened(MINE, at(0)));
    }

    /** @return what was done when the lock was taken, by what was sent then */
    private List<ElectionAction> leading(long sentMillis) {
        opened();
        seen(sentMillis - 10, held(5, "", ""));
        List<ElectionAction> actions = at(sentMillis, new Answered(MINE, at(sentMillis), true));
        assertThat(machine.leads()).isTrue();
        return actions;
    }

    private List<ElectionAction> seen(long millis, KeyState key) {
        return at(millis, new Seen(MINE, at(millis), key));
    }

    private List<ElectionAction> at(long millis, ElectionEvent event) {
        last = machine.step(event, at(millis));
        return last;
    }

    private long at(long millis) {
        return origin + millis(millis);
    }

    private static long millis(long millis) {
        return millis * 1_000_000;
    }

    private static KeyState absent(long index) {
        return new KeyState(index, Optional.empty());
    }

    private static KeyState held(long index, String session, String value) {
        return new KeyState(index, Optional.of(new KeyState.Entry(ConsulClient.LOCK_FLAGS, value, session, index)));
    }

    private static <T> T only(List<ElectionAction> actions, Class<T> type) {
        List<T> found =
                actions.stream().filter(type::isInstance).map(type::cast).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }
}
