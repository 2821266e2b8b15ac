/**
 * What is said about a VIP on the segment, and when: {@link dev.quorumvip.agent.announcement.ArpPacket} builds and
 * reads the frames, {@link dev.quorumvip.agent.announcement.AnnouncementSchedule} answers when the next one is due, and
 * {@link dev.quorumvip.agent.announcement.FramePorts} is the port through which frames leave and arrive. The room does
 * no I/O and reads no clock; the wire itself is in {@code frames}.
 */
@NullMarked
package dev.quorumvip.agent.announcement;

import org.jspecify.annotations.NullMarked;
