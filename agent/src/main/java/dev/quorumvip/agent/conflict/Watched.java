package dev.quorumvip.agent.conflict;

import dev.quorumvip.agent.address.MacAddress;
import java.net.InetAddress;
import java.util.Optional;

/**
 * An address that another node holds.
 *
 * @param vip its name
 * @param holder the hardware address that should answer; empty while that is not known
 */
public record Watched(String vip, InetAddress address, Optional<MacAddress> holder) {}
