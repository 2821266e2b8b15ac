package dev.quorumvip.e2e.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EchoLogTest {
    private final EchoLog log = new EchoLog(Duration.ofNanos(10));

    @Test
    void givesTheRequestsOfATimeWithTheirReplies() {
        for (int i = 1; i <= 10; i++) {
            send(i * 10L);
        }
        log.replied(3, 45);
        log.replied(3, 46);
        EchoTrain train = log.between(EchoTrain.instant(30), EchoTrain.instant(50));
        assertThat(train.sent()).containsExactly(30, 40, 50);
        assertThat(train.left()).containsExactly(31, 41, 51);
        assertThat(train.replied()).containsExactly(EchoTrain.NEVER, 45, EchoTrain.NEVER);
    }

    @Test
    void replyToNoRequestIsIgnored() {
        send(10);
        log.replied(7, 20);
        assertThat(log.between(EchoTrain.instant(0), EchoTrain.instant(100)).replied())
                .containsExactly(EchoTrain.NEVER);
    }

    @Test
    void sequenceNumbersAreUsedAgain() {
        for (int i = 0; i < EchoLog.CAPACITY + 5; i++) {
            send(10L * i);
        }
        log.replied(4, 999);
        long last = 10L * (EchoLog.CAPACITY + 4);
        EchoTrain train = log.between(EchoTrain.instant(last), EchoTrain.instant(last));
        assertThat(train.sent()).containsExactly(last);
        assertThat(train.replied()).containsExactly(999);
    }

    @Test
    void whatIsOverwrittenIsNotGivenOut() {
        for (int i = 0; i < EchoLog.CAPACITY + 5; i++) {
            send(10L * i);
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> log.between(EchoTrain.instant(0), EchoTrain.instant(100)))
                .withMessageContaining("no longer remembered");
    }

    private void send(long at) {
        log.sends(at);
        log.hasSent(at + 1);
    }
}
