package dev.quorumvip.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which texts may become a virtual IP: {@code ADDRESS/PREFIX} with a unicast IPv4 address that a host on that subnet
 * can have.
 */
public final class VipAddressSyntax {
    private static final Pattern DOTTED_QUAD =
            Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})/(\\d{1,9})");

    private VipAddressSyntax() {}

    /**
     * Accepts {@code ADDRESS/PREFIX}, such as {@code 10.0.0.5/24}.
     *
     * @throws VipAddressException with the reason, when it is not of that form or no host can have it
     */
    public static void check(String text) throws VipAddressException {
        if (text.indexOf(':') >= 0) {
            throw refuse(ProblemReason.IPV6_UNSUPPORTED, text, "IPv6 cannot be served yet; give an IPv4 address");
        }
        Matcher matcher = DOTTED_QUAD.matcher(text);
        if (!matcher.matches()) {
            throw refuse(ProblemReason.NOT_CIDR, text, "expected ADDRESS/PREFIX, such as 10.0.0.5/24");
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
