package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.protocol.Message;
import java.util.ArrayList;
import java.util.List;

/** What left this node, for the test to look at. */
final class Outgoing implements Outbox {
    /** A datagram and where it went. */
    record Sent(ClusterAddress to, Message message) {}

    private final List<Sent> sent = new ArrayList<>();

    @Override
    public synchronized void send(ClusterAddress to, Message message) {
        sent.add(new Sent(to, message));
    }

    /** All that was sent since something was taken last. */
    synchronized List<Sent> take() {
        List<Sent> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    /** The messages of one kind among all that was sent; the rest is thrown away. */
    <T extends Message> List<T> take(Class<T> kind) {
        return take().stream()
                .map(Sent::message)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** Where messages of one kind went among all that was sent; the rest is thrown away. */
    List<ClusterAddress> takeAddressees(Class<? extends Message> kind) {
        return take().stream()
                .filter(s -> kind.isInstance(s.message))
                .map(Sent::to)
                .toList();
    }
}
