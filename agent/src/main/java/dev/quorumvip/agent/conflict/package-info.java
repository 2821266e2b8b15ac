/**
 * Whether somebody else has a VIP's address, judged by what the segment says (docs/adr/0013-conflicts.md). {@link
 * dev.quorumvip.agent.conflict.ClaimProbe} asks before a first claim, {@link dev.quorumvip.agent.conflict.HoldWatch}
 * listens while this node holds, {@link dev.quorumvip.agent.conflict.Witness} asks who has what other nodes hold.
 *
 * <p>Pure: messages and a time in, decisions out, for ARP and neighbour discovery alike. Who turns an address into a
 * question asks {@link dev.quorumvip.agent.announcement.NeighbourPacket}.
 */
@NullMarked
package dev.quorumvip.agent.conflict;

import org.jspecify.annotations.NullMarked;
