package dev.quorumvip.crd;

/**
 * The rules for a virtual IP's addresses, each with an expression for its message, which names the first address that
 * breaks it. {@code VipAddressSyntax} in the agents' API has the same ones with a reason for each.
 */
final class AddressRules {
    static final String FORM = "self.all(a, isCIDR(a))";
    static final String FORM_SAYS = "\"'\" + self.filter(a, !isCIDR(a))[0]"
            + " + \"' is not ADDRESS/PREFIX, such as 192.0.2.5/24 or 2001:db8::5/64\"";

    // The rules behind the first one say nothing of what is no address at all.
    private static final String NONE_IS = "self.all(a, !isCIDR(a) || !(";
    private static final String END = "))";
    private static final String FIRST_THAT_IS = "\"'\" + self.filter(a, isCIDR(a) && (";
    private static final String SAYS = "))[0] + \"' ";

    private static final String HAS_NO_PREFIX = "cidr(a).prefixLength() == 0";
    static final String PREFIX = NONE_IS + HAS_NO_PREFIX + END;
    static final String PREFIX_SAYS = FIRST_THAT_IS + HAS_NO_PREFIX + SAYS + "has the prefix 0; it must be 1 or more\"";

    private static final String IS_UNSERVABLE =
            "['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3', '::/96', 'ff00::/8']"
                    + ".exists(r, cidr(r).containsIP(cidr(a).ip()))";
    static final String SERVABLE = NONE_IS + IS_UNSERVABLE + END;
    static final String SERVABLE_SAYS = FIRST_THAT_IS + IS_UNSERVABLE + SAYS
            + "is no address that a host can have on a segment: it is unspecified, loopback, multicast, reserved, or"
            + " an IPv4 address that hosts give themselves\"";

    /** RFC 4291 §2.6.1 for IPv6; RFC 3021 and RFC 6164: a link of two hosts has no such address. */
    private static final String IS_NETWORK = "cidr(a).prefixLength() < (cidr(a).ip().family() == 4 ? 31 : 127)"
            + " && cidr(a).masked().ip() == cidr(a).ip()";

    static final String NETWORK = NONE_IS + IS_NETWORK + END;
    static final String NETWORK_SAYS =
            FIRST_THAT_IS + IS_NETWORK + SAYS + "is the network's own address; give one of its hosts'\"";

    /**
     * Whether all bits behind the prefix are ones. The language cannot calculate with addresses, hence octet by octet:
     * one that lies before the prefix's end does not matter, and in that which the prefix ends in, the low bits count.
     */
    private static final String IS_BROADCAST = "cidr(a).ip().family() == 4 && cidr(a).prefixLength() < 31"
            + " && [0, 1, 2, 3].all(i, cidr(a).prefixLength() >= 8 * i + 8"
            + " || (int(a.split('/')[0].split('.')[i]) + 1)"
            + " % [256, 128, 64, 32, 16, 8, 4, 2]"
            + "[cidr(a).prefixLength() <= 8 * i ? 0 : cidr(a).prefixLength() - 8 * i] == 0)";

    static final String BROADCAST = NONE_IS + IS_BROADCAST + END;
    static final String BROADCAST_SAYS =
            FIRST_THAT_IS + IS_BROADCAST + SAYS + "is the network's broadcast address; give one of its hosts'\"";

    private static final String SAME = "(a == b || (isCIDR(a) && isCIDR(b) && cidr(a).ip() == cidr(b).ip()))";
    static final String ONCE = "self.all(a, self.exists_one(b, " + SAME + "))";
    static final String ONCE_SAYS =
            "\"'\" + self.filter(a, !self.exists_one(b, " + SAME + "))[0] + \"' is given twice\"";

    private AddressRules() {}
}
