package dev.quorumvip.agent.netlink;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.packet.PacketFormatException;
import dev.quorumvip.agent.packet.PacketReader;
import java.nio.charset.StandardCharsets;

/**
 * The content of RTM_NEWLINK and RTM_DELLINK: {@code struct ifinfomsg} and its attributes.
 *
 * @param family ifi_family: AF_UNSPEC for the link itself, AF_BRIDGE for its being a port of a bridge
 * @param hardwareType ifi_type, an {@code ARPHRD_} number
 * @param index ifi_index
 * @param flags ifi_flags, {@code IFF_} bits
 * @param name IFLA_IFNAME
 * @param mac IFLA_ADDRESS, {@link MacAddress#ZERO} if it is missing or has not six octets
 */
record LinkMessage(int family, int hardwareType, int index, long flags, String name, MacAddress mac) {

    static LinkMessage parse(PacketReader in) throws PacketFormatException {
        int start = in.position();
        int family = in.u8("ifi_family");
        in.u8("padding");
        int hardwareType = in.u16("ifi_type");
        int index = in.i32("ifi_index");
        long flags = in.u32("ifi_flags");
        in.u32("ifi_change");
        NetlinkAttributes attributes = NetlinkAttributes.parse(in);
        PacketReader name = attributes
                .find(Rtnetlink.IFLA_IFNAME)
                .orElseThrow(() -> new PacketFormatException("no IFLA_IFNAME", start));
        PacketReader mac = attributes.find(Rtnetlink.IFLA_ADDRESS).orElse(null);
        return new LinkMessage(
                family,
                hardwareType,
                index,
                flags,
                text(name, "IFLA_IFNAME"),
                mac != null && mac.remaining() == MacAddress.LENGTH
                        ? MacAddress.of(mac.bytes(MacAddress.LENGTH, "IFLA_ADDRESS"))
                        : MacAddress.ZERO);
    }

    /** Appends a request for one link by its name. */
    static NetlinkWriter writeQuery(NetlinkWriter out, String name) {
        return writeHeader(out).attributeText(Rtnetlink.IFLA_IFNAME, name);
    }

    /** Appends a request for all links. */
    static NetlinkWriter writeQuery(NetlinkWriter out) {
        return writeHeader(out);
    }

    /** Whether this speaks of the link itself, and not of its place in a bridge: leaving one is a RTM_DELLINK too. */
    boolean isOfLink() {
        return family == Rtnetlink.AF_UNSPEC;
    }

    Link toLink() {
        return new Link(index, name, mac, (flags & Rtnetlink.IFF_UP) != 0, (flags & Rtnetlink.IFF_LOWER_UP) != 0);
    }

    static String text(PacketReader value, String field) throws PacketFormatException {
        byte[] bytes = value.bytes(value.remaining(), field);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static NetlinkWriter writeHeader(NetlinkWriter out) {
        return out.u8(Rtnetlink.AF_UNSPEC)
                .u8(0)
                .u16(0) // ifi_type
                .u32(0) // ifi_index
                .u32(0) // ifi_flags
                .u32(0) // ifi_change
                .attributeU32(Rtnetlink.IFLA_EXT_MASK, Rtnetlink.RTEXT_FILTER_SKIP_STATS);
    }
}
