package dev.quorumvip.agent.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where a node's cluster port is: Raft over TCP and leases over UDP, on one port number.
 *
 * @param ip a concrete unicast address, without a scope
 * @param port 1 to 65535
 */
public record ClusterAddress(InetAddress ip, int port) implements Comparable<ClusterAddress> {
    public ClusterAddress {
        Scopes.refuse(ip);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not within 1..65535");
        }
    }

    /**
     * Reads {@code 192.0.2.1:8800} or {@code [2001:db8::1]:8800}; names are not resolved.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public static ClusterAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("'" + text + "' is not IP:PORT");
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "'" + text + "': an IPv6 address is written in brackets, [ADDRESS]:PORT");
        }
        try {
            InetAddress ip = InetAddress.ofLiteral(bracketed ? host.substring(1, host.length() - 1) : host);
            return new ClusterAddress(ip, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "': the port is not a number", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "': " + e.getMessage(), e);
        }
    }

    /** The same as a socket address. */
    public InetSocketAddress toSocketAddress() {
        return new InetSocketAddress(ip, port);
    }

    @Override
    public int compareTo(ClusterAddress other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        String host = ip.getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
