package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.agent.AgentProcess;
import dev.quorumvip.e2e.agent.Cluster;
import dev.quorumvip.e2e.net.Node;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The holder's disk fills up while it serves: it ends rather than goes on with promises that it cannot keep. */
@SuppressWarnings("NullAway.Init") // the fields are set before the test
class FullDiskIT extends DiskFixture {
    private static final Duration WRITING = Duration.ofMinutes(1);

    private AgentProcess agent;
    private Path disk;

    @Override
    void form() throws Exception {
        disk = Files.createDirectories(cluster.directory().resolve("small-disk"));
        for (Node node : nodes().subList(0, 2)) {
            cluster.start(node, cluster.optionsAlone(node).foundedBy(nodes()));
        }
        agent = startAfter(node(3), "mount -t tmpfs -o size=32m tmpfs " + disk, disk.toString());
        assertThat(cluster.awaitFounded(READY)).isTrue();
        assertThat(rest(node(1)).putVip(CIDR).status()).isEqualTo(202);
        awaitServed(Instant.now(), SERVED_AGAIN);
    }

    @Test
    void holderWhoseDiskFillsUpEndsAndAnotherServes() throws Exception {
        Node victim = node(3);
        giveVipTo(victim);

        Instant full = Instant.now();
        fill(Path.of("/proc/" + agent.pid() + "/root" + disk));
        Node witness = allBut(victim).getFirst();
        boolean ended = Cluster.await(WRITING, () -> {
            // Each is an entry in everybody's log.
            rest(witness).request("PUT", "/v1/vips/other", "{\"address\":\"10.77.0.61/24\"}");
            rest(witness).request("DELETE", "/v1/vips/other", "");
            return !agent.isAlive();
        });
        assertThat(ended).as("the agent with the full disk ends").isTrue();
        assertEnds(agent, "is full", "no space");
        awaitMovedFrom(victim, SERVED_AGAIN);
        assertThat(outageSince(full).duration()).isLessThan(SERVED_AGAIN);
        assertThat(allBut(victim)).extracting(node -> rest(node).vip()).containsOnly(CIDR);
    }

    private void giveVipTo(Node node) {
        for (int i = 0; i < 3 * nodeCount() && !holder().equals(node); i++) {
            Node holder = holder();
            cluster.agent(holder).terminate();
            awaitMovedFrom(holder, SERVED_AGAIN);
            assertThat(cluster.agent(holder).awaitEnd(Duration.ofSeconds(15))).isPresent();
            cluster.start(holder);
            awaitReady(List.of(holder));
        }
        assertThat(holder()).isEqualTo(node);
    }

    private static void fill(Path directory) {
        byte[] block = new byte[4096];
        try (OutputStream filler = Files.newOutputStream(directory.resolve("filler"))) {
            while (true) {
                filler.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }
}
