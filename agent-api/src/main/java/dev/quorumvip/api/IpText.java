package dev.quorumvip.api;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;

/** The one text of an IP address: dotted for IPv4, the canonical form of RFC 5952 for IPv6. */
public final class IpText {
    private static final int GROUPS = 8;
    private static final int LONGEST = 39;

    /** A single group of zeros is not shortened (RFC 5952 §4.2.2). */
    private static final int SHORTEST_RUN = 2;

    private IpText() {}

    /** The text of {@code ip}, without a zone; {@code 2001:db8::10} where the JDK writes {@code 2001:db8:0:0:0:0:0:10}. */
    public static String of(InetAddress ip) {
        byte[] octets = ip.getAddress();
        return octets.length == 2 * GROUPS ? ofIpv6(octets) : ip.getHostAddress();
    }

    private static String ofIpv6(byte[] octets) {
        ShortBuffer groups = ByteBuffer.wrap(octets).asShortBuffer();
        int runStart = GROUPS;
        int runLength = SHORTEST_RUN - 1;
        for (int start = 0; start < GROUPS; start++) {
            int length = zerosFrom(groups, start);
            // RFC 5952 §4.2.3: the first of the longest.
            if (length > runLength) {
                runStart = start;
                runLength = length;
            }
        }
        StringBuilder text = new StringBuilder(LONGEST);
        int group = 0;
        while (group < GROUPS) {
            if (group == runStart) {
                text.append("::");
                group += runLength;
                continue;
            }
            if (group > 0 && group != runStart + runLength) {
                text.append(':');
            }
            text.append(Integer.toHexString(Short.toUnsignedInt(groups.get(group))));
            group++;
        }
        return text.toString();
    }

    private static int zerosFrom(ShortBuffer groups, int start) {
        int end = start;
        while (end < GROUPS && groups.get(end) == 0) {
            end++;
        }
        return end - start;
    }
}
