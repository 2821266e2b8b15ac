package dev.quorumvip.agent.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.regex.Pattern;

/** How addresses are written: strictly. */
final class AddressSyntax {
    /** Four decimal numbers without leading zeros, which some programs read as octal. */
    private static final Pattern IPV4 = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");

    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    private AddressSyntax() {}

    /**
     * An address in two halves.
     *
     * @param host what stands before the port, without brackets
     * @param bracketed whether there were brackets
     * @param port 1 to 65535
     */
    record Parts(String host, boolean bracketed, int port) {}

    /**
     * Takes host and port apart.
     *
     * @param shape what should have been written, for messages
     * @throws IllegalArgumentException if the text has not this shape
     */
    static Parts split(String text, String shape) {
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[");
        if (colon < 0 || (bracketed && !text.substring(0, colon).endsWith("]"))) {
            throw new IllegalArgumentException("'" + text + "' has no port: write " + shape);
        }
        String host = bracketed ? text.substring(1, colon - 1) : text.substring(0, colon);
        if (!bracketed && host.contains(":")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not " + shape + ": write an IPv6 address in brackets, as in [2001:db8::1]:8800");
        }
        if (host.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' has nothing before the port: write " + shape);
        }
        return new Parts(host, bracketed, port(text.substring(colon + 1)));
    }

    /**
     * Reads an IP address; asks no name server.
     *
     * @throws IllegalArgumentException if it is none
     */
    static InetAddress address(String text) {
        boolean ipv6 = text.contains(":");
        if (text.contains("%")) {
            throw new IllegalArgumentException("'" + text + "' has a zone: give an address without one");
        }
        if (text.contains("[") || (!ipv6 && !IPV4.matcher(text).matches())) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address");
        }
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address", e);
        }
        if (ipv6 && address instanceof Inet4Address) {
            throw new IllegalArgumentException(
                    "'" + text + "' is an IPv4 address in IPv6 form: write " + address.getHostAddress());
        }
        return address;
    }

    private static int port(String text) {
        if (!PORT.matcher(text).matches()) {
            throw new IllegalArgumentException("port '" + text + "' is not a number from 1 to 65535");
        }
        int port = Integer.parseInt(text);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not from 1 to 65535");
        }
        return port;
    }
}
