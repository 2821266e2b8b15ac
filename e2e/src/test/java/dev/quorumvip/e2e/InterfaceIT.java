package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.e2e.net.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An interface that is taken away from under the holder, or is not there at all. */
class InterfaceIT extends ClusterFixture {
    /** Is to be on an interface that no node has at first. */
    private static final String LATE = "/v1/vips/late";

    private static final Duration SOON = Duration.ofSeconds(2);

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

    @Test
    void aVipWhoseInterfaceIsMissingIsGivenToNobodyUntilANodeHasIt() throws Exception {
        Node late = node(2);
        try {
            assertThat(rest(node(1))
                            .request("PUT", LATE, "{\"address\":\"10.77.0.53/24\",\"interface\":\"late0\"}")
                            .status())
                    .isEqualTo(202);
            awaitMissingEverywhere();
            Thread.sleep(1_000); // in which it would go round
            assertThat(late().path("transitions").asLong())
                    .as("nobody has tried")
                    .isZero();

            late.namespace().ip("link", "add", "late0", "type", "veth", "peer", "name", "nowhere");
            late.namespace().ip("link", "set", "late0", "up");
            Thread.sleep(500);
            assertThat(late().path("state").asText()).as("no carrier yet").isEqualTo("UNASSIGNED");
            late.namespace().ip("link", "set", "nowhere", "up");
            awaitTrue(
                    "it is held by " + late,
                    SOON,
                    () -> late().at("/holder/name").asText().equals(late.name()));
            assertThat(late().path("transitions").asLong()).isEqualTo(1);

            late.namespace().ip("link", "delete", "late0");
            awaitMissingEverywhere();
            assertThat(late().path("transitions").asLong())
                    .as("it has gone to nobody else")
                    .isEqualTo(1);
        } finally {
            rest(node(1)).request("DELETE", LATE, "");
            late.namespace().attempt(List.of("ip", "link", "delete", "late0"), Duration.ofSeconds(5));
        }
    }

    private void awaitMissingEverywhere() {
        awaitTrue(
                "no node has the interface",
                SOON,
                () -> late().path("state").asText().equals("UNASSIGNED")
                        && nodes().stream()
                                .allMatch(node -> late().path("unable")
                                        .valueStream()
                                        .anyMatch(why -> why.path("node")
                                                        .asText()
                                                        .equals(node.name())
                                                && why.path("reason").asText().equals("NO_INTERFACE"))));
    }

    private JsonNode late() {
        return rest(node(1)).get(LATE).json();
    }

    /** Older kernels rename only an interface that is down. */
    private static void rename(Node node, String from, String to) {
        node.namespace().ip("link", "set", from, "down");
        node.namespace().ip("link", "set", from, "name", to);
        node.namespace().ip("link", "set", to, "up");
    }
}
