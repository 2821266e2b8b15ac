package dev.quorumvip.e2e.bench.contender;

import dev.quorumvip.e2e.net.TestNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A system, with its settings, that keeps a virtual IP on one of the nodes of a segment. */
public interface Contender {
    /** The address that is kept, without prefix length. */
    String VIP = "10.77.0.50";

    /** As it stands in tables. */
    String label();

    /** Whether it has to keep what quorum-vip promises. */
    boolean ours();

    /** How long a fault has to last for the VIP to have moved, if it moves, and to have been looked at afterwards. */
    Duration faultLasts();

    /**
     * Starts it on every node, and has it serve {@link #VIP}.
     *
     * @param directory for all it writes; made, and emptied first
     * @throws IllegalStateException when it does not come about in time; nothing is left running then
     */
    Standing start(TestNetwork network, Path directory) throws IOException;
}
