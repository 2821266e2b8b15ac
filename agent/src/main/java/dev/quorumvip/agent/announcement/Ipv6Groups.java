package dev.quorumvip.agent.announcement;

import dev.quorumvip.agent.address.MacAddress;
import java.net.Inet6Address;
import java.nio.ByteBuffer;

/** The multicast groups that neighbour discovery speaks to, and the special addresses that it speaks from. */
final class Ipv6Groups {
    private static final int LENGTH = 16;

    /** {@code ::}: a sender that has no address yet. */
    static final Inet6Address UNSPECIFIED = NdpFrame.inet6(new byte[LENGTH]);

    /** {@code ff02::1}: every machine on the link (RFC 4291 §2.7.1). */
    static final Inet6Address ALL_NODES = NdpFrame.inet6(ByteBuffer.allocate(LENGTH)
            .putShort(0, (short) 0xff02)
            .put(15, (byte) 1)
            .array());

    private Ipv6Groups() {}

    /** {@code ff02::1:ffXX:XXXX}: the machines with an address that ends in the same 24 bits (RFC 4291 §2.7.1). */
    static Inet6Address solicitedNode(Inet6Address target) {
        byte[] group = target.getAddress();
        ByteBuffer.wrap(group).putLong(0, 0xff02_0000_0000_0000L).putInt(8, 1).put(12, (byte) 0xff);
        return NdpFrame.inet6(group);
    }

    static boolean isSolicitedNode(Inet6Address group) {
        return group.equals(solicitedNode(group));
    }

    /** {@code 33:33} and the group's last 32 bits (RFC 2464 §7). */
    static MacAddress mac(Inet6Address group) {
        return new MacAddress(0x3333_0000_0000L
                | Integer.toUnsignedLong(ByteBuffer.wrap(group.getAddress()).getInt(LENGTH - Integer.BYTES)));
    }
}
