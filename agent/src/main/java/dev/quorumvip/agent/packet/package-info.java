/**
 * What every parser of foreign bytes shares: {@link dev.quorumvip.agent.packet.PacketReader}, a bounds-checked cursor,
 * and {@link dev.quorumvip.agent.packet.PacketFormatException}, the only exception a parser throws for bytes it cannot
 * understand. The room knows no protocol and does no I/O.
 */
@NullMarked
package dev.quorumvip.agent.packet;

import org.jspecify.annotations.NullMarked;
