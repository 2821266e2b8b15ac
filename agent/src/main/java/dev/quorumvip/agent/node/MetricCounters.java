package dev.quorumvip.agent.node;

import dev.quorumvip.agent.datagram.DatagramCounters;
import dev.quorumvip.agent.datagram.DropReason;
import dev.quorumvip.agent.metrics.AgentMetrics;
import dev.quorumvip.agent.protocol.MessageType;
import java.util.Locale;

/** Counts datagrams in the agent's metrics. */
final class MetricCounters implements DatagramCounters {
    private final AgentMetrics metrics;

    MetricCounters(AgentMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void sent(MessageType type) {
        metrics.datagramSent(word(type));
    }

    @Override
    public void sendFailed(MessageType type) {
        metrics.datagramDropped("send_failed");
    }

    @Override
    public void received(MessageType type) {
        metrics.datagramReceived(word(type));
    }

    @Override
    public void dropped(DropReason reason) {
        metrics.datagramDropped(word(reason));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
