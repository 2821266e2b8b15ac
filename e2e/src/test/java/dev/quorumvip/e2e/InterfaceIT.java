package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.net.Node;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** An interface that is taken away from under the holder. */
class InterfaceIT extends ClusterFixture {
    @Test
    void renamedInterfaceGivesTheVipToAnotherNode() {
        Node holder = holder();
        Instant at = Instant.now();
        rename(holder, Node.INTERFACE, "renamed0");
        awaitMovedFrom(holder, SERVED_AGAIN);
        assertThat(outageSince(at).duration()).isLessThan(SERVED_AGAIN);
        awaitTrue("the VIP is off the renamed interface", SERVED_AGAIN, () -> !hasAddress(holder));

        rename(holder, "renamed0", Node.INTERFACE);
        awaitAllReady();
    }

    @Test
    void vanishedInterfaceGivesTheVipToAnotherNodeAndIsUsedAgainOnceBack() {
        Node holder = holder();
        Instant at = Instant.now();
        network.removeInterface(holder);
        Node successor = awaitMovedFrom(holder, SERVED_AGAIN);
        assertThat(outageSince(at).duration()).isLessThan(SERVED_AGAIN);

        network.restoreInterface(holder);
        awaitAllReady();
        assertThat(holder()).isEqualTo(successor);
        assertThat(cluster.runs(holder)).as("the agent outlives its interface").isTrue();
    }

    @Test
    void flappingLinkNeverHasTheVipAnsweredTwice() throws Exception {
        for (int i = 0; i < 20; i++) {
            Node holder = probe.answering(Duration.ofSeconds(1))
                    .flatMap(cluster::nodeOf)
                    .orElse(node(1));
            network.unplug(holder);
            Thread.sleep(20L + 17L * i); // every phase between a link's loss and the lease's end
            network.replug(holder);
            Thread.sleep(50);
        }
        awaitAllReady();
        awaitServed(Instant.now(), SERVED_AGAIN);
    }

    /** Older kernels rename only an interface that is down. */
    private static void rename(Node node, String from, String to) {
        node.namespace().ip("link", "set", from, "down");
        node.namespace().ip("link", "set", from, "name", to);
        node.namespace().ip("link", "set", to, "up");
    }
}
