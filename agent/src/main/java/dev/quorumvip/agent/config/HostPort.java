package dev.quorumvip.agent.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A host, by name or address, and a TCP port. Reading one asks no name server.
 *
 * @param host a host name or an IP address without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {

    /** RFC 1123 §2.1: labels of letters, digits and inner hyphens, separated by dots. */
    private static final Pattern HOST_NAME =
            Pattern.compile("(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*");

    /** Something that wants to be an IPv4 address, so that a mistyped one is not taken for a host name. */
    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");

    /**
     * Reads {@code name:port}, {@code 192.0.2.1:port} or {@code [2001:db8::1]:port}.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static HostPort parse(String text) {
        AddressSyntax.Parts parts = AddressSyntax.split(text, "HOST:PORT");
        String host = parts.host();
        if (parts.bracketed() || DIGITS_AND_DOTS.matcher(host).matches()) {
            return new HostPort(AddressSyntax.address(host).getHostAddress(), parts.port());
        }
        if (host.length() > 253 || !HOST_NAME.matcher(host).matches()) {
            throw new IllegalArgumentException("'" + host + "' is neither a host name nor an IP address");
        }
        return new HostPort(host, parts.port());
    }

    /**
     * The address to bind or connect to; a host name is resolved now.
     *
     * @throws UnknownHostException if the name does not resolve
     */
    public InetSocketAddress resolve() throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
