package dev.quorumvip.agent.node;

import static dev.quorumvip.agent.node.Sample.A;
import static dev.quorumvip.agent.node.Sample.assigned;
import static dev.quorumvip.agent.node.Sample.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.RefusalCause;
import dev.quorumvip.agent.state.TransitionReason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReleaseDeskTest {
    private static final Duration AGAIN = Duration.ofMillis(50);
    private static final AssignedVip WEB = assigned("web", 1);
    private static final AssignedVip DB = assigned("db", 2);
    private static final AssignedVip MAIL = assigned("mail", 3);

    private final LoopBench bench = new LoopBench();
    private final ScriptedConsensus log = new ScriptedConsensus();
    private final ReleaseDesk desk = new ReleaseDesk(bench.loop, log, (vip, session, reason) -> false);

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void proposesAReleaseAtOnceAndIsDoneWhenTheLogHasIt() {
        release(WEB);
        CompletableFuture<Void> done = desk.allDone();
        assertThat(log.takeOnlyProposal()).containsExactly(releaseOf(WEB));
        assertThat(done).isNotDone();
        log.refuse(RefusalCause.NOT_ASSIGNED);
        settle();
        assertThat(done)
                .as("a grant that ended otherwise is given back as well")
                .isCompleted();
        assertThat(log.isUnderWay()).isFalse();
    }

    @Test
    void isDoneWhereNothingIsOwed() {
        assertThat(desk.allDone()).isCompleted();
    }

    @Test
    void proposesAgainUntilTheLogHasIt() {
        release(WEB);
        for (int attempt = 0; attempt < 5; attempt++) {
            assertThat(log.takeOnlyProposal()).containsExactly(releaseOf(WEB));
            log.fail();
            bench.advance(AGAIN.minusMillis(1));
            assertThat(log.takeProposed()).as("not yet").isEmpty();
            bench.advance(Duration.ofMillis(1));
        }
        assertThat(desk.allDone()).isNotDone();
        log.commit();
        settle();
        assertThat(desk.allDone()).isCompleted();
    }

    @Test
    void putsWhatComesMeanwhileIntoOneProposal() {
        release(WEB);
        log.takeProposed();
        release(DB);
        release(MAIL);
        assertThat(log.takeProposed()).as("one at a time").isEmpty();
        log.commit();
        settle();
        assertThat(log.takeOnlyProposal()).containsExactly(releaseOf(DB), releaseOf(MAIL));
        assertThat(desk.allDone()).isNotDone();
        log.commit();
        settle();
        assertThat(desk.allDone()).isCompleted();
    }

    @Test
    void takesEverythingAlongWhenItProposesAgain() {
        release(WEB);
        log.takeProposed();
        release(DB);
        log.fail();
        bench.advance(AGAIN);
        assertThat(log.takeOnlyProposal()).containsExactly(releaseOf(WEB), releaseOf(DB));
    }

    @Test
    void forgetsWhatIsOwedWithTheSession() {
        release(WEB);
        CompletableFuture<Void> done = desk.allDone();
        log.takeProposed();
        bench.run(desk::forgetAll);
        assertThat(done).isCompleted();
        log.fail();
        bench.advance(AGAIN.multipliedBy(3));
        assertThat(log.takeProposed()).isEmpty();
    }

    @Test
    void aNewSessionsReleaseIsNotTakenForAnOldOnes() {
        release(WEB);
        log.takeProposed();
        bench.run(desk::forgetAll);
        release(DB);
        CompletableFuture<Void> done = desk.allDone();
        log.commit();
        settle();
        assertThat(log.takeOnlyProposal()).containsExactly(releaseOf(DB));
        assertThat(done).isNotDone();
        log.commit();
        settle();
        assertThat(done).isCompleted();
    }

    private void release(AssignedVip vip) {
        bench.run(() -> desk.release(vip, session(A, 1), TransitionReason.NODE_STOPPING));
    }

    private void settle() {
        bench.run(() -> {});
    }

    private static Command releaseOf(AssignedVip vip) {
        return new Command.Release(vip.vip(), vip.grant(), session(A, 1), TransitionReason.NODE_STOPPING);
    }
}
