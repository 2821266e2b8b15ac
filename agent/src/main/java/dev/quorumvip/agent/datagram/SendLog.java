package dev.quorumvip.agent.datagram;

import dev.quorumvip.agent.cluster.ClusterAddress;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.slf4j.Logger;

/**
 * Says when datagrams to a node begin to be refused by the kernel, for another reason than before, or no more. For one
 * thread at a time.
 */
final class SendLog {
    /** More destinations than a cluster has; past that the oldest refusal is forgotten, and told again. */
    static final int MAX_DESTINATIONS = 256;

    private final Logger log;
    private final SequencedMap<ClusterAddress, String> refused = new LinkedHashMap<>();

    SendLog(Logger log) {
        this.log = log;
    }

    void sent(ClusterAddress to) {
        if (!refused.isEmpty() && refused.remove(to) != null) {
            log.atInfo().addKeyValue("node", to).log("datagrams are sent again");
        }
    }

    void failed(ClusterAddress to, String reason) {
        if (!reason.equals(refused.put(to, reason))) {
            log.atWarn()
                    .addKeyValue("node", to)
                    .addKeyValue("reason", reason)
                    .log("datagrams cannot be sent; look at routes and filters on this machine");
        }
        if (refused.size() > MAX_DESTINATIONS) {
            refused.pollFirstEntry();
        }
    }
}
