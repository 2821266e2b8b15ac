package dev.quorumvip.agent.conflict;

import dev.quorumvip.agent.address.MacAddress;
import java.util.Set;

/**
 * The hardware addresses that are no stranger's.
 *
 * @param own those of this node's interfaces
 * @param members those of the other members' interfaces, as far as they have told them
 */
public record KnownMacs(Set<MacAddress> own, Set<MacAddress> members) {
    /** Whose a hardware address is. */
    public enum Whose {
        /** This node's: a frame of its own that came back, or one from an interface that has no such address. */
        OWN,
        /** Another member's: it held the address before, or holds it now. */
        MEMBER,
        /** Nobody's in the cluster. */
        STRANGER
    }

    public KnownMacs {
        own = Set.copyOf(own);
        members = Set.copyOf(members);
    }

    /** Whose {@code mac} is. */
    public Whose whose(MacAddress mac) {
        if (own.contains(mac) || mac.equals(MacAddress.ZERO)) {
            return Whose.OWN;
        }
        return members.contains(mac) ? Whose.MEMBER : Whose.STRANGER;
    }
}
