package dev.quorumvip.agent.address;

/**
 * A network interface as the kernel sees it.
 *
 * @param index the kernel's number of it, which stays when the name changes
 * @param name such as {@code eth0}
 * @param mac its hardware address; {@link MacAddress#ZERO} for loopback and for links that have none of six octets
 * @param up whether it is switched on (IFF_UP)
 * @param carrier whether it is up and has a signal from the other side (IFF_LOWER_UP)
 */
public record Link(int index, String name, MacAddress mac, boolean up, boolean carrier) {}
