package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.e2e.fault.Fault;
import dev.quorumvip.e2e.net.Node;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A cluster in which only the first node's kernel keeps deadlines of milliseconds: what the others hold moves later,
 * and is on two nodes as little as elsewhere.
 */
class WithoutKernelFenceIT extends ClusterFixture {
    @Override
    void form() throws Exception {
        for (Node node : nodes()) {
            var options = cluster.optionsAlone(node).foundedBy(nodes());
            cluster.start(node, node.equals(node(1)) ? options : options.with("--kernel-fence", "off"));
        }
        assertThat(cluster.awaitFounded(READY)).as("all agents are ready").isTrue();
        assertThat(rest(node(1)).putVip(CIDR).status()).isEqualTo(202);
        awaitServed(Instant.now(), READY);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"KILL", "PAUSE", "CUT_OFF"})
    void aVipMovesFromTheNodeWithoutOne(Fault fault) throws Exception {
        Node slow = holderWithoutKernelFence();
        JsonNode status = rest(slow).status();
        assertThat(status.path("fence").findValuesAsText("detail").toString()).contains("--kernel-fence off");
        assertThat(status.path("timing").path("promiseMillis").asLong())
                .isGreaterThan(status.path("timing").path("leaseMillis").asLong() + 1_000);
        fault.inject(cluster, slow);
        awaitMovedFrom(slow, SERVED_AGAIN);
        fault.mend(cluster, slow);
        awaitAllReady();
    }

    private Node holderWithoutKernelFence() {
        Node holder = holder();
        if (!holder.equals(node(1))) {
            return holder;
        }
        Fault.TERMINATE.inject(cluster, holder);
        Node next = awaitMovedFrom(holder, SERVED_AGAIN);
        Fault.TERMINATE.mend(cluster, holder);
        awaitAllReady();
        return next;
    }
}
