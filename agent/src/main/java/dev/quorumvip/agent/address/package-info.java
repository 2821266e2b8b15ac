/**
 * The ports to the addresses and links of this machine's kernel, and their values. Ask
 * {@link dev.quorumvip.agent.address.AddressTable} to put a VIP on an interface and to take it off,
 * {@link dev.quorumvip.agent.address.LinkTable} for interfaces, and
 * {@link dev.quorumvip.agent.address.NetworkEvents} to be told what anybody changed. The room holds no mechanism; the
 * kernel's is in {@code netlink}.
 */
@NullMarked
package dev.quorumvip.agent.address;

import org.jspecify.annotations.NullMarked;
