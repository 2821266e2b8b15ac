package dev.quorumvip.e2e.fault;

import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import java.time.Duration;
import java.util.OptionalInt;

/** What runs on the nodes of a segment, one service a node, as far as faults concern it. */
public interface Services {
    TestNetwork network();

    /** {@code kill -9}; answers when it has ended. */
    void kill(Node node);

    /** SIGSTOP. */
    void pause(Node node);

    /** SIGCONT. */
    void resume(Node node);

    /** SIGTERM, not waited for. */
    void terminate(Node node);

    /** Its exit code; empty while it runs on after {@code limit}. */
    OptionalInt awaitEnd(Node node, Duration limit);

    /** Starts the node's service as it was started before. */
    void restart(Node node);
}
