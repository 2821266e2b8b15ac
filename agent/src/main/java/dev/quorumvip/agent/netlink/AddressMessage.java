package dev.quorumvip.agent.netlink;

import dev.quorumvip.agent.address.BoundAddress;
import dev.quorumvip.agent.packet.PacketFormatException;
import dev.quorumvip.agent.packet.PacketReader;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/**
 * The content of RTM_NEWADDR and RTM_DELADDR: {@code struct ifaddrmsg} and its attributes.
 *
 * @param ip IFA_LOCAL, or IFA_ADDRESS without it
 * @param prefixLength ifa_prefixlen
 * @param scope ifa_scope
 * @param interfaceIndex ifa_index
 * @param flags {@code IFA_F_} bits
 * @param protocol IFA_PROTO, 0 if the kernel told none
 * @param preferredSeconds ifa_prefered, {@link #FOREVER} without end
 * @param validSeconds ifa_valid, {@link #FOREVER} without end
 */
record AddressMessage(
        InetAddress ip,
        int prefixLength,
        int scope,
        int interfaceIndex,
        long flags,
        int protocol,
        long preferredSeconds,
        long validSeconds) {

    /** linux/if_addr.h has none for it; net/addrconf.h: INFINITY_LIFE_TIME. */
    static final long FOREVER = 0xffff_ffffL;

    /** The IFA_PROTO of what we bind, 'Q'. The kernel's own are 0 to 3, and iproute2 names none as high. */
    static final int OUR_PROTOCOL = 0x51;

    /** What binding asks of the kernel: no route for the prefix, and for IPv6 an address that answers at once. */
    static AddressMessage ours(int interfaceIndex, InetAddress ip, int prefixLength, Duration validLifetime) {
        boolean ipv6 = ip instanceof Inet6Address;
        // A deprecated IPv6 address still answers, but is no source for connections of the machine itself (RFC 4862
        // §5.5.4).
        // IPv4 makes no such choice, and there the preferred lifetime only must not outlast the valid one.
        long preferredSeconds = ipv6 ? 0 : validLifetime.toSeconds();
        return new AddressMessage(
                ip,
                prefixLength,
                Rtnetlink.RT_SCOPE_UNIVERSE,
                interfaceIndex,
                Rtnetlink.IFA_F_NOPREFIXROUTE | (ipv6 ? Rtnetlink.IFA_F_NODAD : 0),
                OUR_PROTOCOL,
                preferredSeconds,
                validLifetime.toSeconds());
    }

    static AddressMessage parse(PacketReader in) throws PacketFormatException {
        int start = in.position();
        int family = in.u8("ifa_family");
        int prefixLength = in.u8("ifa_prefixlen");
        int shortFlags = in.u8("ifa_flags");
        int scope = in.u8("ifa_scope");
        int interfaceIndex = in.i32("ifa_index");
        NetlinkAttributes attributes = NetlinkAttributes.parse(in);
        PacketReader address = attributes
                .find(Rtnetlink.IFA_LOCAL)
                .or(() -> attributes.find(Rtnetlink.IFA_ADDRESS))
                .orElseThrow(() -> new PacketFormatException("neither IFA_LOCAL nor IFA_ADDRESS", start));
        InetAddress ip = ip(family, start, address);
        if (prefixLength > ip.getAddress().length * Byte.SIZE) {
            throw new PacketFormatException("ifa_prefixlen: " + prefixLength, start + 1);
        }
        // IFA_FLAGS, with 32 bits, has superseded the header's 8.
        Optional<PacketReader> flags = attributes.find(Rtnetlink.IFA_FLAGS);
        Optional<PacketReader> protocol = attributes.find(Rtnetlink.IFA_PROTO);
        Optional<PacketReader> cacheInfo = attributes.find(Rtnetlink.IFA_CACHEINFO);
        return new AddressMessage(
                ip,
                prefixLength,
                scope,
                interfaceIndex,
                flags.isPresent() ? flags.get().u32("IFA_FLAGS") : shortFlags,
                protocol.isPresent() ? protocol.get().u8("IFA_PROTO") : 0,
                cacheInfo.isPresent() ? cacheInfo.get().u32("ifa_prefered") : FOREVER,
                cacheInfo.isPresent() ? cacheInfo.get().u32("ifa_valid") : FOREVER);
    }

    /** Appends the header and all attributes. */
    NetlinkWriter write(NetlinkWriter out) {
        return writeKey(out)
                .attributeU32(Rtnetlink.IFA_FLAGS, flags)
                .attributeU8(Rtnetlink.IFA_PROTO, protocol)
                .attributeU32(Rtnetlink.IFA_CACHEINFO, preferredSeconds, validSeconds, 0, 0);
    }

    /** Appends what tells this address from others of its interface: all that a removal needs. */
    NetlinkWriter writeKey(NetlinkWriter out) {
        byte[] octets = ip.getAddress();
        return out.u8(ip instanceof Inet4Address ? Rtnetlink.AF_INET : Rtnetlink.AF_INET6)
                .u8(prefixLength)
                .u8((int) flags & 0xff)
                .u8(scope)
                .u32(interfaceIndex)
                .attribute(Rtnetlink.IFA_LOCAL, octets)
                .attribute(Rtnetlink.IFA_ADDRESS, octets);
    }

    BoundAddress toBoundAddress() {
        Optional<Duration> lifetime =
                validSeconds == FOREVER ? Optional.empty() : Optional.of(Duration.ofSeconds(validSeconds));
        return new BoundAddress(ip, prefixLength, interfaceIndex, protocol == OUR_PROTOCOL, lifetime);
    }

    private static InetAddress ip(int family, int familyAt, PacketReader address) throws PacketFormatException {
        int at = address.position();
        try {
            return switch (family) {
                case Rtnetlink.AF_INET -> InetAddress.getByAddress(address.bytes(4, "IPv4 address"));
                // Not InetAddress.getByAddress, which makes an Inet4Address of an IPv4-mapped one.
                case Rtnetlink.AF_INET6 -> Inet6Address.getByAddress(null, address.bytes(16, "IPv6 address"), -1);
                default -> throw new PacketFormatException("ifa_family: " + family, familyAt);
            };
        } catch (UnknownHostException e) {
            throw new PacketFormatException("address: " + e.getMessage(), at);
        }
    }
}
