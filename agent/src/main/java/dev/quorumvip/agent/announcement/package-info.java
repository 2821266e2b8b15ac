/**
 * What is said about a VIP on the segment, and when: {@link dev.quorumvip.agent.announcement.NeighbourPacket} builds and
 * reads the frames of ARP and of IPv6 neighbour discovery,
 * {@link dev.quorumvip.agent.announcement.NeighbourMessage} tells what those of others mean,
 * {@link dev.quorumvip.agent.announcement.AnnouncementSchedule} answers when the next one is due,
 * {@link dev.quorumvip.agent.announcement.RouterRole} is the port that knows whether this machine is a router, and
 * {@link dev.quorumvip.agent.announcement.FramePorts} is the port through which frames leave and arrive. The room does
 * no I/O and reads no clock; the wire itself is in {@code frames}.
 */
@NullMarked
package dev.quorumvip.agent.announcement;

import org.jspecify.annotations.NullMarked;
