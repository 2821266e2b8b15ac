package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.e2e.agent.HttpReply;
import dev.quorumvip.e2e.fault.Fault;
import dev.quorumvip.e2e.net.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Without a majority nobody serves; with one again, somebody does; and no restart founds a second cluster. */
class QuorumIT extends ClusterFixture {
    @Test
    void holderWithoutAQuorumFallsSilentUntilOneComesBack() throws Exception {
        Node survivor = holder();
        List<Node> others = allBut(survivor);
        others.forEach(node -> Fault.KILL.inject(cluster, node));
        awaitTrue(
                "the holder falls silent",
                SERVED_AGAIN,
                () -> probe.answering(Duration.ofMillis(200)).isEmpty());
        assertNobodyAnswersFor(Duration.ofSeconds(3));
        assertThat(hasAddress(survivor)).isFalse();
        assertThat(vipIn(rest(survivor).status()).path("state").asText()).isEqualTo("UNKNOWN");

        Instant back = Instant.now();
        Fault.KILL.mend(cluster, others.getFirst());
        awaitServed(back, READY);
        Fault.KILL.mend(cluster, others.getLast());
        awaitAllReady();
    }

    @Test
    void nobodyServesAfterTheHolderAndOneMoreDie() throws Exception {
        Node holder = holder();
        Node survivor = allBut(holder).getFirst();
        allBut(survivor).forEach(node -> Fault.KILL.inject(cluster, node));
        awaitTrue(
                "the dead holder falls silent",
                SERVED_AGAIN,
                () -> probe.answering(Duration.ofMillis(200)).isEmpty());
        assertNobodyAnswersFor(Duration.ofSeconds(3));

        Instant asked = Instant.now();
        HttpReply refusal = rest(survivor).putVip("10.77.0.51/24");
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.header("retry-after")).isPresent();
        assertThat(refusal.json().path("message").asText()).isNotEmpty();
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(5));

        Instant back = Instant.now();
        Fault.KILL.mend(cluster, holder);
        awaitServed(back, READY);
        Fault.KILL.mend(cluster, allBut(holder, survivor).getFirst());
        awaitAllReady();
        // "Nothing is half applied" is about answers other than 503: this one may still have been committed, or not,
        // but
        // the cluster agrees on which.
        assertThat(nodes())
                .extracting(node -> rest(node).vip())
                .containsOnly(rest(holder).vip());
        assertThat(rest(holder).putVip(CIDR).status()).isEqualTo(202);
        awaitServed(Instant.now(), SERVED_AGAIN);
    }

    @Test
    void killedAgentLeavesNoAddressForLong() {
        Node holder = holder();
        Fault.KILL.inject(cluster, holder);
        awaitTrue("the dead agent's address is off its interface", Duration.ofSeconds(5), () -> !hasAddress(holder));
        Fault.KILL.mend(cluster, holder);
        awaitAllReady();
    }

    @Test
    void wholeClusterComesBackAsItWas() {
        JsonNode before = rest(node(1)).status();
        List<Long> ids = nodes().stream().map(node -> rest(node).id()).toList();
        nodes().forEach(node -> Fault.KILL.inject(cluster, node));
        awaitTrue(
                "nobody answers",
                SERVED_AGAIN,
                () -> probe.answering(Duration.ofMillis(200)).isEmpty());

        Instant back = Instant.now();
        nodes().forEach(node -> Fault.KILL.mend(cluster, node));
        awaitAllReady();
        awaitServed(back, READY);
        assertThat(rest(node(2)).vip()).isEqualTo(CIDR);
        JsonNode after = rest(node(1)).status();
        assertThat(after.path("clusterId")).isEqualTo(before.path("clusterId"));
        assertThat(nodes()).extracting(node -> rest(node).id()).containsExactlyElementsOf(ids);
    }

    @Test
    void wipedNodeRejoinsAsANewMember() {
        Node wiped = allBut(holder()).getFirst();
        Node witness = allBut(wiped).getFirst();
        long oldId = rest(wiped).id();
        String clusterId = rest(witness).status().path("clusterId").asText();
        Fault.KILL.inject(cluster, wiped);
        cluster.wipe(wiped);
        Fault.KILL.mend(cluster, wiped);

        awaitReady(List.of(wiped));
        assertThat(rest(wiped).id()).isNotEqualTo(oldId);
        assertThat(rest(wiped).status().path("clusterId").asText()).isEqualTo(clusterId);
        awaitTrue("the new member votes in the old one's place", READY, () -> {
            Set<Long> voters = rest(witness).voters();
            return voters.contains(rest(wiped).id()) && !voters.contains(oldId);
        });
    }

    @Test
    void wipedFounderAloneFoundsNoSecondCluster() throws Exception {
        Node wiped = node(1);
        String clusterId = rest(node(2)).status().path("clusterId").asText();
        nodes().forEach(node -> Fault.KILL.inject(cluster, node));
        cluster.wipe(wiped);
        Fault.KILL.mend(cluster, wiped);
        awaitTrue(
                "the wiped agent serves REST",
                READY,
                () -> rest(wiped).tryGet("/livez").isPresent());
        Thread.sleep(5_000); // time enough to found a cluster, if it were going to
        JsonNode status = rest(wiped).status();
        assertThat(status.path("state").asText()).isIn("FORMING", "JOINING");
        assertThat(status.path("leader").isNull() || status.path("leader").isMissingNode())
                .isTrue();
        assertThat(rest(wiped).putVip(CIDR).status()).isEqualTo(503);

        Instant back = Instant.now();
        allBut(wiped).forEach(node -> Fault.KILL.mend(cluster, node));
        awaitServed(back, READY);
        awaitAllReady();
        assertThat(nodes())
                .extracting(node -> rest(node).status().path("clusterId").asText())
                .containsOnly(clusterId);
    }
}
