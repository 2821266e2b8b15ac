package dev.quorumvip.agent.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.quorumvip.agent.rest.CallGate.NoAnswerException;
import dev.quorumvip.api.Accepted;
import dev.quorumvip.api.ProblemReason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CallGateTest {
    private static final Request REQUEST = new Request(Map.of(), new byte[0]);
    private static final Response OK = Response.json(200, Accepted.OK);

    @Test
    void handsTheAnswerBack() throws Exception {
        CallGate gate = new CallGate("test", 1, Duration.ofSeconds(10));

        for (int round = 0; round < 100; round++) {
            Response answer = answerWhenFree(gate);
            assertThat(answer).isSameAs(OK);
        }
    }

    @Test
    void passesRefusalsAndFaultsOn() {
        CallGate gate = new CallGate("test", 10, Duration.ofSeconds(10));

        assertThatExceptionOfType(NoQuorumException.class)
                .isThrownBy(() -> gate.call(
                        request -> {
                            throw new NoQuorumException("none");
                        },
                        REQUEST));
        assertThatIllegalStateException()
                .isThrownBy(() -> gate.call(
                        request -> {
                            throw new IllegalStateException("broken");
                        },
                        REQUEST));
    }

    @Test
    void interruptsAfterTheDeadline() throws Exception {
        CallGate gate = new CallGate("test", 1, Duration.ofMillis(50));
        CountDownLatch interrupted = new CountDownLatch(1);

        assertThatExceptionOfType(NoAnswerException.class)
                .isThrownBy(() -> gate.call(
                        request -> {
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                            }
                            return OK;
                        },
                        REQUEST))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ProblemReason.TIMEOUT));
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aHandlerThatIgnoresTheInterruptKeepsItsPlace() throws Exception {
        CallGate gate = new CallGate("test", 1, Duration.ofMillis(50));
        CountDownLatch end = new CountDownLatch(1);
        Handler stubborn = request -> {
            boolean ended = false;
            while (!ended) {
                try {
                    ended = end.await(1, TimeUnit.HOURS);
                } catch (InterruptedException e) {
                    // That is the point.
                }
            }
            return OK;
        };

        assertThatExceptionOfType(NoAnswerException.class)
                .isThrownBy(() -> gate.call(stubborn, REQUEST))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ProblemReason.TIMEOUT));
        assertThatExceptionOfType(NoAnswerException.class)
                .isThrownBy(() -> gate.call(request -> OK, REQUEST))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ProblemReason.BUSY));

        end.countDown();
        assertThat(answerWhenFree(gate)).isSameAs(OK);
    }

    /** A place is given back just after its answer. */
    private static Response answerWhenFree(CallGate gate) throws Exception {
        while (true) {
            try {
                return gate.call(request -> OK, REQUEST);
            } catch (NoAnswerException e) {
                assertThat(e.reason()).isEqualTo(ProblemReason.BUSY);
                Thread.onSpinWait();
            }
        }
    }
}
