package dev.quorumvip.agent.cluster;

import java.net.Inet6Address;
import java.net.InetAddress;

/** Scopes of IPv6 addresses, as in {@code fe80::1%eth0}. */
final class Scopes {
    private Scopes() {}

    /**
     * A scope means something on one machine only, and an address with one cannot even be read on a machine without
     * that interface: in the log it would stop every other node.
     */
    static void refuse(InetAddress ip) {
        boolean scoped = ip instanceof Inet6Address v6 && (v6.getScopeId() != 0 || v6.getScopedInterface() != null);
        if (scoped) {
            throw new IllegalArgumentException(
                    "address " + ip.getHostAddress() + " has a scope, which means nothing on other machines");
        }
    }
}
