package dev.quorumvip.api;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which texts may become a virtual IP: {@code ADDRESS/PREFIX} with a unicast IPv4 or IPv6 address that a host on that
 * subnet can have. IPv6 addresses of the link's own ({@code fe80::/10}) are among them: a virtual IP lives on one
 * segment anyway.
 */
public final class VipAddressSyntax {
    private static final Pattern DOTTED_QUAD =
            Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})/(\\d{1,9})");

    private static final Pattern COLONS = Pattern.compile("([0-9a-fA-F:.]{2,45})/(\\d{1,9})");

    /** RFC 4291 section 2.2: a group has four at most. The JDK takes more, if they are zeros. */
    private static final Pattern FIVE_DIGITS = Pattern.compile("[0-9a-fA-F]{5}");

    /** RFC 6164: links of two hosts use both addresses, and have no subnet-router anycast address. */
    private static final int POINT_TO_POINT = 127;

    private VipAddressSyntax() {}

    /**
     * Accepts {@code ADDRESS/PREFIX}, such as {@code 10.0.0.5/24} or {@code 2001:db8::5/64}.
     *
     * @throws VipAddressException with the reason, when it is not of that form or no host can have it
     */
    public static void check(String text) throws VipAddressException {
        if (text.indexOf(':') >= 0) {
            checkIpv6(text);
        } else {
            checkIpv4(text);
        }
    }

    /**
     * The one text of what {@link #check} accepts: an IPv6 address in the form of RFC 5952, such as
     * {@code 2001:db8::5/64} for {@code 2001:DB8:0::0005/64}.
     *
     * @throws VipAddressException as {@code check} does
     */
    public static String canonical(String text) throws VipAddressException {
        check(text);
        int slash = text.indexOf('/');
        return IpText.of(InetAddress.ofLiteral(text.substring(0, slash))) + text.substring(slash);
    }

    private static void checkIpv6(String text) throws VipAddressException {
        if (text.indexOf('%') >= 0) {
            throw refuse(
                    ProblemReason.SCOPED_ADDRESS,
                    text,
                    "a zone means something on one machine only; write it without, and name the interface");
        }
        Matcher matcher = COLONS.matcher(text);
        if (!matcher.matches() || FIVE_DIGITS.matcher(matcher.group(1)).find()) {
            throw refuse(ProblemReason.NOT_CIDR, text, "expected ADDRESS/PREFIX, such as 2001:db8::5/64");
        }
        Inet6Address ip = ipv6(text, matcher.group(1));
        int prefixLength = decimal(text, matcher.group(2));
        if (prefixLength < 1 || prefixLength > 128) {
            throw refuse(ProblemReason.PREFIX_OUT_OF_RANGE, text, "the prefix must be 1 to 128");
        }
        refuseUnservable(text, ip);
        if (prefixLength < POINT_TO_POINT && hostBitsAreZero(ip.getAddress(), prefixLength)) {
            throw refuse(
                    ProblemReason.ANYCAST_ADDRESS,
                    text,
                    "every router of that subnet has it (RFC 4291 section 2.6.1); give a host's");
        }
    }

    private static Inet6Address ipv6(String text, String literal) throws VipAddressException {
        InetAddress ip;
        try {
            ip = InetAddress.ofLiteral(literal);
        } catch (IllegalArgumentException e) {
            throw refuse(
                    ProblemReason.NOT_CIDR, text, literal + " is no IPv6 address; expected one such as 2001:db8::5/64");
        }
        // The JDK makes an IPv4 address of ::ffff:192.0.2.1 (RFC 4291 section 2.5.5.2).
        if (ip instanceof Inet6Address ipv6) {
            return ipv6;
        }
        throw refuse(
                ProblemReason.IPV4_MAPPED_ADDRESS, text, "an IPv4 address in IPv6 form; write " + ip.getHostAddress());
    }

    private static void refuseUnservable(String text, Inet6Address ip) throws VipAddressException {
        if (ip.isAnyLocalAddress()) {
            throw refuse(ProblemReason.UNSPECIFIED_ADDRESS, text, ":: stands for no address");
        } else if (ip.isLoopbackAddress()) {
            throw refuse(ProblemReason.LOOPBACK_ADDRESS, text, "::1 never leaves a machine");
        } else if (ip.isMulticastAddress()) {
            throw refuse(ProblemReason.MULTICAST_ADDRESS, text, "ff00::/8 is multicast");
        } else if (ip.isIPv4CompatibleAddress()) {
            throw refuse(
                    ProblemReason.RESERVED_ADDRESS,
                    text,
                    "::/96 was for IPv4 addresses, and is used no more (RFC 4291)");
        }
    }

    private static boolean hostBitsAreZero(byte[] octets, int prefixLength) {
        for (int bit = prefixLength; bit < octets.length * Byte.SIZE; bit++) {
            if ((octets[bit / Byte.SIZE] & (0x80 >>> (bit % Byte.SIZE))) != 0) {
                return false;
            }
        }
        return true;
    }

    private static void checkIpv4(String text) throws VipAddressException {
        Matcher matcher = DOTTED_QUAD.matcher(text);
        if (!matcher.matches()) {
            throw refuse(
                    ProblemReason.NOT_CIDR, text, "expected ADDRESS/PREFIX, such as 10.0.0.5/24 or 2001:db8::5/64");
        }
        int bits = 0;
        for (int group = 1; group <= 4; group++) {
            bits = bits << 8 | octet(text, matcher.group(group));
        }
        int prefixLength = decimal(text, matcher.group(5));
        if (prefixLength < 1 || prefixLength > 32) {
            throw refuse(ProblemReason.PREFIX_OUT_OF_RANGE, text, "the prefix must be 1 to 32");
        }
        refuseUnservable(text, bits);
        refuseSubnetEnds(text, bits, prefixLength);
    }

    private static int octet(String text, String digits) throws VipAddressException {
        int value = decimal(text, digits);
        if (value > 255) {
            throw refuse(
                    ProblemReason.NOT_CIDR, text, digits + " is over 255; expected an address such as 10.0.0.5/24");
        }
        return value;
    }

    private static int decimal(String text, String digits) throws VipAddressException {
        if (digits.length() > 1 && digits.startsWith("0")) {
            throw refuse(
                    ProblemReason.LEADING_ZERO,
                    text,
                    digits + " could be read as octal; write it without leading zeros");
        }
        return Integer.parseInt(digits);
    }

    private static void refuseUnservable(String text, int bits) throws VipAddressException {
        int first = bits >>> 24;
        if (bits == 0) {
            throw refuse(ProblemReason.UNSPECIFIED_ADDRESS, text, "0.0.0.0 stands for no address");
        } else if (bits == -1) {
            throw refuse(ProblemReason.BROADCAST_ADDRESS, text, "255.255.255.255 is the limited broadcast address");
        } else if (first == 0) {
            throw refuse(ProblemReason.THIS_NETWORK, text, "0.0.0.0/8 is for hosts that do not know their address yet");
        } else if (first == 127) {
            throw refuse(ProblemReason.LOOPBACK_ADDRESS, text, "127.0.0.0/8 never leaves a machine");
        } else if (bits >>> 16 == (169 << 8 | 254)) {
            throw refuse(ProblemReason.LINK_LOCAL_ADDRESS, text, "169.254.0.0/16 is what hosts give themselves");
        } else if (first >= 224 && first < 240) {
            throw refuse(ProblemReason.MULTICAST_ADDRESS, text, "224.0.0.0/4 is multicast");
        } else if (first >= 240) {
            throw refuse(ProblemReason.RESERVED_ADDRESS, text, "240.0.0.0/4 is reserved");
        }
    }

    /** A /31 has two hosts and no other address (RFC 3021), a /32 has one. */
    private static void refuseSubnetEnds(String text, int bits, int prefixLength) throws VipAddressException {
        if (prefixLength >= 31) {
            return;
        }
        int hostMask = -1 >>> prefixLength;
        if ((bits & hostMask) == 0) {
            throw refuse(
                    ProblemReason.NETWORK_ADDRESS, text, "it is the network's own address; give one of its hosts'");
        }
        if ((bits & hostMask) == hostMask) {
            throw refuse(
                    ProblemReason.BROADCAST_ADDRESS,
                    text,
                    "it is the network's broadcast address; give one of its hosts'");
        }
    }

    private static VipAddressException refuse(ProblemReason reason, String text, String why) {
        String shown = text.length() > 64 ? text.substring(0, 64) + "…" : text;
        return new VipAddressException(reason, "'" + shown + "': " + why);
    }
}
