package dev.quorumvip.agent.conflict;

import dev.quorumvip.agent.address.MacAddress;
import java.net.InetAddress;

/**
 * A stranger claims an address that this node holds.
 *
 * @param mac of the stranger that was heard last
 * @param firstSeenNanos clock reading of the first claim
 * @param lastSeenNanos clock reading of the latest
 * @param count claims heard
 */
public record AddressConflict(
        InetAddress address, MacAddress mac, long firstSeenNanos, long lastSeenNanos, long count) {

    static AddressConflict began(InetAddress address, MacAddress mac, long now) {
        return new AddressConflict(address, mac, now, now, 1);
    }

    AddressConflict again(MacAddress claimant, long now) {
        return new AddressConflict(address, claimant, firstSeenNanos, now, count + 1);
    }
}
