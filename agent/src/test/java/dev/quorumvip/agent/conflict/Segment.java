package dev.quorumvip.agent.conflict;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.announcement.NeighbourClaim;
import dev.quorumvip.agent.announcement.NeighbourQuestion;
import java.net.InetAddress;
import java.util.Set;

/** Who is on the segment of these tests, and what they say. */
final class Segment {
    static final InetAddress VIP = InetAddress.ofLiteral("192.0.2.10");
    static final InetAddress VIP6 = InetAddress.ofLiteral("2001:db8::10");
    static final InetAddress ELSEWHERE = InetAddress.ofLiteral("192.0.2.99");

    static final MacAddress OWN = MacAddress.parse("02:00:00:00:00:01");
    static final MacAddress MEMBER = MacAddress.parse("02:00:00:00:00:02");
    static final MacAddress STRANGER = MacAddress.parse("02:00:00:00:00:99");
    static final MacAddress OTHER_STRANGER = MacAddress.parse("02:00:00:00:00:98");
    static final KnownMacs KNOWN = new KnownMacs(Set.of(OWN), Set.of(MEMBER));

    private Segment() {}

    static NeighbourClaim answer(InetAddress address, MacAddress mac) {
        return new NeighbourClaim(address, mac, NeighbourClaim.Kind.ANSWER);
    }

    static NeighbourClaim announcement(InetAddress address, MacAddress mac) {
        return new NeighbourClaim(address, mac, NeighbourClaim.Kind.ANNOUNCEMENT);
    }

    static NeighbourClaim use(InetAddress address, MacAddress mac) {
        return new NeighbourClaim(address, mac, NeighbourClaim.Kind.USE);
    }

    static NeighbourQuestion probe(InetAddress address, MacAddress mac) {
        return new NeighbourQuestion(address, mac, true);
    }

    static NeighbourQuestion question(InetAddress address, MacAddress mac) {
        return new NeighbourQuestion(address, mac, false);
    }
}
