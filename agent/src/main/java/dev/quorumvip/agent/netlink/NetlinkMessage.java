package dev.quorumvip.agent.netlink;

import dev.quorumvip.agent.packet.PacketFormatException;
import dev.quorumvip.agent.packet.PacketReader;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * One message from the kernel: {@code struct nlmsghdr} and what follows it.
 *
 * @param type one of the {@code NLMSG_} or {@code RTM_} numbers
 * @param flags {@code NLM_F_} bits
 * @param sequence the sequence number of the request that it answers; 0 in a notification
 * @param port the port of the socket that asked; 0 in a notification
 * @param payload what follows the header, read at most once
 */
public record NetlinkMessage(int type, int flags, int sequence, int port, PacketReader payload) {
    static final int HEADER_LENGTH = 16;

    /** Reads all messages of a datagram, in order. */
    public static List<NetlinkMessage> parseAll(byte[] datagram) throws PacketFormatException {
        PacketReader in = new PacketReader(datagram, ByteOrder.nativeOrder());
        List<NetlinkMessage> messages = new ArrayList<>();
        while (in.remaining() > 0) {
            int at = in.position();
            long length = in.u32("nlmsg_len");
            if (length < HEADER_LENGTH || length > datagram.length - at) {
                throw new PacketFormatException("nlmsg_len: " + length + " of " + (datagram.length - at), at);
            }
            messages.add(new NetlinkMessage(
                    in.u16("nlmsg_type"),
                    in.u16("nlmsg_flags"),
                    in.i32("nlmsg_seq"),
                    in.i32("nlmsg_pid"),
                    in.window((int) length - HEADER_LENGTH, "payload")));
            in.skipPadding(Netlink.padding((int) length));
        }
        return messages;
    }

    boolean hasFlag(int flag) {
        return (flags & flag) != 0;
    }
}
