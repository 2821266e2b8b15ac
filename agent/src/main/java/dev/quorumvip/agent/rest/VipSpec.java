package dev.quorumvip.agent.rest;

import dev.quorumvip.agent.cluster.VipAddress;
import org.jspecify.annotations.Nullable;

/**
 * A virtual IP as somebody wants it, validated.
 *
 * @param name a DNS label
 * @param address the address and its prefix
 * @param interfaceName the interface to bind it to; null for each node's default
 */
public record VipSpec(
        String name, VipAddress address, @Nullable String interfaceName) {}
