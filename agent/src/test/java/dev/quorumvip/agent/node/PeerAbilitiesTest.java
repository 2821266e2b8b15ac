package dev.quorumvip.agent.node;

import static dev.quorumvip.agent.node.Sample.A;
import static dev.quorumvip.agent.node.Sample.B;
import static dev.quorumvip.agent.node.Sample.CLUSTER;
import static dev.quorumvip.agent.node.Sample.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.protocol.Message.Abilities;
import dev.quorumvip.agent.protocol.Message.Inability;
import dev.quorumvip.agent.protocol.Message.InabilityReason;
import dev.quorumvip.agent.protocol.MessagePages;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PeerAbilitiesTest {
    private final PeerAbilities peers = new PeerAbilities();

    @Test
    void knowsNothingOfWhoHasNotSpoken() {
        assertThat(peers.spokeOf(A, number(1))).isFalse();
        assertThat(peers.inability(A, number(1))).isEmpty();
    }

    @Test
    void whatIsNotNamedCanBeServedUpToTheNewestThatTheSenderKnew() {
        assertThat(peers.heard(statement(1, 1, 3, 2), 0)).isTrue();
        assertThat(peers.spokeOf(A, number(3))).isTrue();
        assertThat(peers.spokeOf(A, number(4))).isFalse();
        assertThat(peers.inability(A, number(2))).contains(InabilityReason.UNHEALTHY);
        assertThat(peers.inability(A, number(3))).isEmpty();
    }

    @Test
    void aNewerStatementReplacesTheFormerAndAnOlderDoesNot() {
        peers.heard(statement(1, 2, 3, 2), 0);
        assertThat(peers.heard(statement(1, 1, 3, 3), 0)).isFalse();
        assertThat(peers.heard(statement(1, 2, 3, 2), 0)).as("said again").isFalse();
        assertThat(peers.inability(A, number(3))).isEmpty();
        assertThat(peers.heard(statement(1, 3, 3), 0)).isTrue();
        assertThat(peers.inability(A, number(2))).isEmpty();
    }

    @Test
    void aNewSessionBeginsAnewAndAFormerOneIsNotHeard() {
        peers.heard(statement(1, 9, 3, 2), 0);
        assertThat(peers.heard(statement(2, 1, 3, 3), 0)).isTrue();
        assertThat(peers.inability(A, number(2))).isEmpty();
        assertThat(peers.inability(A, number(3))).contains(InabilityReason.UNHEALTHY);
        assertThat(peers.heard(statement(1, 10, 3, 2), 0)).isFalse();
    }

    @Test
    void remembersSinceWhenANodeCanServeWhatItOnceCouldNot() {
        peers.heard(statement(1, 1, 3, 1, 2), 100);
        assertThat(peers.ableSince(A, number(1))).isEmpty();
        assertThat(peers.ableSince(A, number(3))).as("always could").isEmpty();
        peers.heard(statement(1, 2, 3, 2), 200);
        assertThat(peers.ableSince(A, number(1))).contains(200L);
        assertThat(peers.ableSince(A, number(2))).isEmpty();
        peers.heard(statement(1, 3, 3), 300);
        assertThat(peers.ableSince(A, number(1))).contains(200L);
        assertThat(peers.ableSince(A, number(2))).contains(300L);
        peers.heard(statement(1, 4, 3, 1), 400);
        assertThat(peers.ableSince(A, number(1))).isEmpty();
        peers.heard(statement(1, 5, 3), 500);
        assertThat(peers.ableSince(A, number(1))).contains(500L);
    }

    @Test
    void severalPagesCountTogetherInWhateverOrderTheyCome() {
        List<Inability> all = LongStream.rangeClosed(1, 2L * MessagePages.MAX_INABILITIES + 1)
                .mapToObj(i -> new Inability(number(i), InabilityReason.UNHEALTHY))
                .toList();
        List<Abilities> pages = MessagePages.abilities(CLUSTER, session(A, 1), 5, 9_999, all);
        assertThat(pages).hasSize(3);
        peers.heard(statement(1, 4, 9_999), 0);
        assertThat(peers.heard(pages.get(2), 0)).isFalse();
        assertThat(peers.heard(pages.get(0), 0)).isFalse();
        assertThat(peers.heard(pages.get(0), 0)).as("twice").isFalse();
        assertThat(peers.inability(A, number(1))).as("the former still counts").isEmpty();
        assertThat(peers.heard(pages.get(1), 0)).isTrue();
        assertThat(all)
                .allSatisfy(each ->
                        assertThat(peers.inability(A, each.definition())).contains(InabilityReason.UNHEALTHY));
    }

    @Test
    void forgetsThoseWhoAreMembersNoMore() {
        peers.heard(statement(1, 1, 3, 2), 0);
        peers.retain(Set.of(B));
        assertThat(peers.spokeOf(A, number(1))).isFalse();
    }

    private static Abilities statement(long epoch, long sequence, long upTo, long... unable) {
        List<Inability> inabilities = LongStream.of(unable)
                .mapToObj(i -> new Inability(number(i), InabilityReason.UNHEALTHY))
                .toList();
        return MessagePages.abilities(CLUSTER, session(A, epoch), sequence, upTo, inabilities)
                .getFirst();
    }

    private static DefinitionNumber number(long value) {
        return new DefinitionNumber(value);
    }
}
