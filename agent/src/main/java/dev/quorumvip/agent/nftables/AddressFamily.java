package dev.quorumvip.agent.nftables;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/** Where packets of an IP version have the addresses that the fence looks at, and the names of its sets. */
enum AddressFamily {
    /** RFC 791 §3.1, and RFC 826 with hardware addresses of six octets. */
    IPV4(
            "4",
            4,
            7,
            List.of(new Field(Nft.ETH_P_IP, 16), new Field(Nft.ETH_P_ARP, 24)),
            List.of(new Field(Nft.ETH_P_IP, 12), new Field(Nft.ETH_P_ARP, 14))),

    /**
     * RFC 8200 §3; and the target of neighbour solicitations that come in and of advertisements that go out (RFC 4861
     * §4.3, §4.4), which bear the address nowhere else.
     */
    IPV6(
            "6",
            16,
            8,
            List.of(new Field(Nft.ETH_P_IPV6, 24), new Field(Nft.ETH_P_IPV6, 48, new Octet(6, 58), new Octet(40, 135))),
            List.of(new Field(Nft.ETH_P_IPV6, 8), new Field(Nft.ETH_P_IPV6, 48, new Octet(6, 58), new Octet(40, 136))));

    private final String suffix;
    private final int length;
    private final int nftType;
    private final List<Field> destinations;
    private final List<Field> sources;

    /**
     * A field with an address.
     *
     * @param protocol the Ethernet type of packets that have it
     * @param offset in octets from the start of the network header
     * @param when what else is in the packets that have it
     */
    record Field(int protocol, int offset, List<Octet> when) {
        Field(int protocol, int offset, Octet... when) {
            this(protocol, offset, List.of(when));
        }
    }

    /** An octet of a packet, counted from the start of the network header, with its value. */
    record Octet(int offset, int value) {}

    AddressFamily(String suffix, int length, int nftType, List<Field> destinations, List<Field> sources) {
        this.suffix = suffix;
        this.length = length;
        this.nftType = nftType;
        this.destinations = destinations;
        this.sources = sources;
    }

    static AddressFamily of(InetAddress ip) {
        return switch (ip) {
            case Inet4Address v4 -> IPV4;
            case Inet6Address v6 -> IPV6;
            default -> throw new IllegalArgumentException(ip + " is of no known IP version");
        };
    }

    /** The set of the addresses that have a gate. */
    String guarded() {
        return "guarded" + suffix;
    }

    /** The set of the addresses whose gate is open while the lease runs. */
    String granted() {
        return "granted" + suffix;
    }

    /** Octets of an address. */
    int length() {
        return length;
    }

    /** The TYPE_ number by which nft(8) shows such addresses, from its {@code datatype.h}. */
    int nftType() {
        return nftType;
    }

    /** What to look at in packets that come in. */
    List<Field> destinations() {
        return destinations;
    }

    /** What to look at in packets that go out. */
    List<Field> sources() {
        return sources;
    }
}
