package dev.quorumvip.agent.conflict;

import dev.quorumvip.agent.address.MacAddress;
import java.net.InetAddress;
import java.util.Set;

/**
 * An address that another node holds.
 *
 * @param vip its name
 * @param holder the hardware addresses of which one should answer; none while they are not known
 */
public record Watched(String vip, InetAddress address, Set<MacAddress> holder) {
    public Watched {
        holder = Set.copyOf(holder);
    }
}
