package dev.quorumvip.agent.conflict;

import java.net.InetAddress;

/** What a {@link Witness} wants done, in the order given. */
public sealed interface WitnessEffect {
    /** Ask the segment who has this address, by {@code NeighbourPacket.question}. */
    record Ask(InetAddress address) implements WitnessEffect {}

    /** Tell people: what answers is not what answered before. Also the first time that it is known. */
    record Changed(Sighting sighting) implements WitnessEffect {}
}
