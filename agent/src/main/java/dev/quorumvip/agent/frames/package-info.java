/**
 * Ethernet frames through libpcap by pcap4j, which is used in this room only:
 * {@link dev.quorumvip.agent.frames.PcapFramePorts} opens interfaces. Of protocols it knows what
 * its filter lets through: ARP, and IPv6 neighbour solicitations and advertisements.
 */
@NullMarked
package dev.quorumvip.agent.frames;

import org.jspecify.annotations.NullMarked;
