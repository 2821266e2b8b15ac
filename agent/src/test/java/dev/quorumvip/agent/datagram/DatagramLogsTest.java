package dev.quorumvip.agent.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.datagram.Opening.Dropped;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class DatagramLogsTest {
    private static final ClusterAddress NEAR = ClusterAddress.parse("192.0.2.1:8800");
    private static final ClusterAddress FAR = ClusterAddress.parse("192.0.2.2:8800");

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger log = new LoggerContext().getLogger("datagrams");

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    @Test
    void tellsARefusalOnceUntilTheAnswerChanges() {
        SendLog sendLog = new SendLog(log);
        sendLog.sent(NEAR);
        assertThat(lines.list).isEmpty();
        for (int i = 0; i < 10; i++) {
            sendLog.failed(NEAR, "Network is unreachable");
        }
        assertThat(lines.list).hasSize(1);
        sendLog.failed(FAR, "Network is unreachable");
        sendLog.failed(NEAR, "Operation not permitted");
        assertThat(lines.list).hasSize(3);
        sendLog.sent(NEAR);
        sendLog.sent(NEAR);
        assertThat(lines.list).hasSize(4);
        sendLog.failed(NEAR, "Operation not permitted");
        assertThat(lines.list).hasSize(5);
    }

    @Test
    void tellsADropOnceAMinuteForEachReason() {
        DropLog drops = new DropLog(log);
        long start = Long.MAX_VALUE - 5; // a monotonic clock may overflow
        long minute = DropLog.INTERVAL.toNanos();
        for (int i = 0; i < 1_000; i++) {
            drops.dropped(new Dropped(DropReason.BAD_SEAL, ""), new InetSocketAddress(i), start + i);
        }
        assertThat(lines.list).hasSize(1);
        drops.dropped(new Dropped(DropReason.REPLAYED, ""), new InetSocketAddress(1), start);
        assertThat(lines.list).hasSize(2);
        drops.dropped(new Dropped(DropReason.BAD_SEAL, ""), new InetSocketAddress(1), start + minute);

        assertThat(lines.list).hasSize(3);
        assertThat(lines.list.getLast().getKeyValuePairs())
                .contains(new KeyValuePair("more", 999L), new KeyValuePair("reason", DropReason.BAD_SEAL));
    }
}
