package dev.quorumvip.e2e.probe;

import dev.quorumvip.e2e.net.MacAddress;
import java.util.List;
import java.util.function.LongConsumer;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks every node by itself: one question to each, one round after the other. */
final class RequestSender implements LongConsumer, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RequestSender.class);

    private final PcapHandle handle;
    private final MacAddress sender;
    private final List<MacAddress> targets;
    private final Protocol protocol;

    RequestSender(PcapHandle handle, MacAddress sender, List<MacAddress> targets, Protocol protocol) {
        this.handle = handle;
        this.sender = sender;
        this.targets = List.copyOf(targets);
        this.protocol = protocol;
    }

    @Override
    public void accept(long round) {
        // Forwards and backwards in turn, so that a handover is met by either order.
        for (int i = 0; i < targets.size(); i++) {
            ask(targets.get(round % 2 == 0 ? i : targets.size() - 1 - i), round);
        }
    }

    private void ask(MacAddress target, long round) {
        try {
            handle.sendPacket(protocol.question(target, sender, round));
        } catch (PcapNativeException e) {
            log.atDebug().setCause(e).log("a request was not sent");
        } catch (NotOpenException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        handle.close();
    }
}
