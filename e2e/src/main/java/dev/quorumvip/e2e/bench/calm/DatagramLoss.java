package dev.quorumvip.e2e.bench.calm;

import dev.quorumvip.e2e.agent.AgentOptions;
import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.Node;
import java.util.List;

/** Has nodes lose a share of the datagrams that their agents are sent, at random, by an nft rule in their namespaces. */
final class DatagramLoss {
    private DatagramLoss() {}

    static void begin(List<Node> nodes, int percent) {
        for (Node node : nodes) {
            Command.run(node.namespace().inside(List.of("nft", script(percent))));
        }
    }

    static String script(int percent) {
        return """
                add table inet loss
                add chain inet loss incoming { type filter hook input priority 0 ; }
                add rule inet loss incoming udp dport %d numgen random mod 100 < %d counter drop
                """.formatted(AgentOptions.CLUSTER_PORT, percent);
    }
}
