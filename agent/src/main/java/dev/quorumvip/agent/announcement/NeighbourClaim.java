package dev.quorumvip.agent.announcement;

import dev.quorumvip.agent.address.MacAddress;
import java.net.InetAddress;

/**
 * A machine says that it has an address.
 *
 * @param mac where it says the address is
 * @param kind how it says so
 */
public record NeighbourClaim(InetAddress address, MacAddress mac, Kind kind) implements NeighbourMessage {
    /** On what occasion a machine claims an address. */
    public enum Kind {
        /** It was asked. An answer to an IPv6 probe goes to everybody, and looks like an announcement. */
        ANSWER,
        /** It tells everybody, unasked. */
        ANNOUNCEMENT,
        /** It asks for something else, from that address. */
        USE
    }
}
