/**
 * The Linux kernel, reached through JNA, which is used in this room only: addresses ({@link
 * dev.quorumvip.agent.netlink.RtnlAddressTable}), interfaces ({@link dev.quorumvip.agent.netlink.RtnlLinkTable}) and
 * their changes ({@link dev.quorumvip.agent.netlink.RtnlNetworkEvents}) over rtnetlink(7) sockets, the clock that
 * counts suspended time ({@link dev.quorumvip.agent.netlink.BootTimeClock}), and what this process may do ({@link
 * dev.quorumvip.agent.netlink.ProcessCapabilities}). A refusal by the kernel is a {@link
 * dev.quorumvip.agent.netlink.NetlinkException} with its errno. A socket belongs to the network namespace of the thread
 * that opened it.
 */
@NullMarked
package dev.quorumvip.agent.netlink;

import org.jspecify.annotations.NullMarked;
