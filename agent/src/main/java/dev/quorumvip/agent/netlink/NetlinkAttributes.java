package dev.quorumvip.agent.netlink;

import dev.quorumvip.agent.packet.PacketFormatException;
import dev.quorumvip.agent.packet.PacketReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The attributes of a message by their type: a run of {@code struct nlattr}. The last of a type counts. */
final class NetlinkAttributes {
    private static final int HEADER_LENGTH = 4;
    private static final int TYPE_MASK = 0x3fff; // linux/netlink.h: NLA_TYPE_MASK, without the two flag bits

    private final Map<Integer, PacketReader> values;

    private NetlinkAttributes(Map<Integer, PacketReader> values) {
        this.values = values;
    }

    /** Reads all that is left of {@code in}. */
    static NetlinkAttributes parse(PacketReader in) throws PacketFormatException {
        Map<Integer, PacketReader> values = new HashMap<>();
        while (in.remaining() > 0) {
            int at = in.position();
            int length = in.u16("nla_len");
            if (length < HEADER_LENGTH) {
                throw new PacketFormatException("nla_len: " + length + " is shorter than the header", at);
            }
            int type = in.u16("nla_type") & TYPE_MASK;
            values.put(type, in.window(length - HEADER_LENGTH, "attribute " + type));
            in.skipPadding(Netlink.padding(length));
        }
        return new NetlinkAttributes(values);
    }

    /** The value of an attribute, to be read once. */
    Optional<PacketReader> find(int type) {
        return Optional.ofNullable(values.get(type));
    }
}
