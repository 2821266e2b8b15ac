/**
 * Ethernet frames through libpcap by pcap4j, which is used in this room only:
 * {@link dev.quorumvip.agent.frames.PcapFramePorts} opens interfaces. It knows no protocol beyond the filter "arp".
 */
@NullMarked
package dev.quorumvip.agent.frames;

import org.jspecify.annotations.NullMarked;
