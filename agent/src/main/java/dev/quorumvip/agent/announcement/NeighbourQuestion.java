package dev.quorumvip.agent.announcement;

import dev.quorumvip.agent.address.MacAddress;
import java.net.InetAddress;

/**
 * A machine asks who has an address.
 *
 * @param mac where the asker is
 * @param probe whether the asker names no address of its own: it wants to know whether {@code address} is free, as a
 *     rule to take it (RFC 5227 §1.1, RFC 4862 §5.4.3)
 */
public record NeighbourQuestion(InetAddress address, MacAddress mac, boolean probe) implements NeighbourMessage {}
