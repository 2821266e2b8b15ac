package dev.quorumvip.e2e.net;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Parts a node from others at the bridge's ports, by nftables in the hub's namespace: whatever they send each other is
 * lost there, multicast and broadcast too, and no link goes down. Needs the program {@code nft} and Linux 5.16.
 */
final class PortFilter {
    /** One end of a veth on the bridge, and whose it is. */
    record Port(String name, MacAddress mac) {}

    private final NetworkNamespace hub;

    PortFilter(NetworkNamespace hub) {
        this.hub = hub;
    }

    void part(Port node, List<Port> others) {
        nft(script(node, others));
    }

    void rejoin(Port node) {
        nft("delete table netdev " + table(node));
    }

    private void nft(String script) {
        Command.run(hub.inside(List.of("nft", script)));
    }

    /** Dropped where frames leave the bridge: only there is it known for whom a flooded one is. */
    static String script(Port node, List<Port> others) {
        String table = table(node);
        StringBuilder script = new StringBuilder("add table netdev " + table + "\n");
        drop(script, table, node, others);
        others.forEach(other -> drop(script, table, other, List.of(node)));
        return script.toString();
    }

    private static void drop(StringBuilder script, String table, Port to, List<Port> from) {
        String senders = from.stream().map(port -> port.mac().toString()).collect(Collectors.joining(", "));
        script.append("add chain netdev %s %s { type filter hook egress device \"%s\" priority 0 ; }\n"
                .formatted(table, to.name(), to.name()));
        script.append("add rule netdev %s %s ether saddr { %s } drop\n".formatted(table, to.name(), senders));
    }

    private static String table(Port node) {
        return "parted_" + node.name();
    }
}
