package dev.quorumvip.e2e.probe;

import dev.quorumvip.e2e.net.Node;

/** The same for an IPv6 address. */
class Ipv6WireProbeIT extends WireProbeIT {
    @Override
    String vip() {
        return "fd00:77::50";
    }

    @Override
    void give(Node node) {
        node.namespace().ip("address", "add", vip() + "/128", "dev", Node.INTERFACE, "nodad", "noprefixroute");
    }

    @Override
    void take(Node node) {
        node.namespace().ip("address", "delete", vip() + "/128", "dev", Node.INTERFACE);
    }
}
