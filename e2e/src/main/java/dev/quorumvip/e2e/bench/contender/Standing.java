package dev.quorumvip.e2e.bench.contender;

import dev.quorumvip.e2e.fault.Services;
import dev.quorumvip.e2e.net.Node;
import java.util.Optional;

/** A contender at work. */
public interface Standing extends AutoCloseable {
    Services services();

    /** Whether every node's part runs, and says, if it can, that it is ready. */
    boolean whole();

    /** The node that leads the others; empty when there is none now. */
    Optional<Node> leader();

    /** Whether its nodes have a leader at all. */
    boolean isLed();

    /** What is beside the nodes and goes away before each mishap; empty when there is nothing, or it stays. */
    default Optional<Companion> companion() {
        return Optional.empty();
    }

    /** What a person would look at first when something did not come to pass. */
    String condition();

    /** Ends it, and removes its network. */
    @Override
    void close();
}
