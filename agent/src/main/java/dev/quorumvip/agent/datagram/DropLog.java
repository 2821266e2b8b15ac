package dev.quorumvip.agent.datagram;

import dev.quorumvip.agent.datagram.Opening.Dropped;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;

/**
 * Says which datagrams are dropped, without letting who sends them fill the log: one line a minute for each reason. For
 * one thread.
 */
final class DropLog {
    static final Duration INTERVAL = Duration.ofMinutes(1);

    /** What was held back since the last line of a reason. */
    private record Silence(long untilNanos, long dropped) {}

    private final Logger log;
    private final Map<DropReason, Silence> silences = new EnumMap<>(DropReason.class);

    DropLog(Logger log) {
        this.log = log;
    }

    void dropped(Dropped dropped, SocketAddress from, long nowNanos) {
        Silence silence = silences.get(dropped.reason());
        if (silence != null && nowNanos - silence.untilNanos() < 0) {
            silences.put(dropped.reason(), new Silence(silence.untilNanos(), silence.dropped() + 1));
            return;
        }
        silences.put(dropped.reason(), new Silence(nowNanos + INTERVAL.toNanos(), 0));
        log.atWarn()
                .addKeyValue("reason", dropped.reason())
                .addKeyValue("node", from)
                .addKeyValue("detail", dropped.detail())
                .addKeyValue("more", silence == null ? 0 : silence.dropped())
                .log("datagram dropped; {}", dropped.reason().advice());
    }
}
