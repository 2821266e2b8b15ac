package dev.quorumvip.agent.node;

import static dev.quorumvip.agent.node.Sample.A;
import static dev.quorumvip.agent.node.Sample.CLUSTER;
import static dev.quorumvip.agent.node.Sample.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.state.Command;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirstEntriesTest {
    private static final Command.Found FOUND = new Command.Found(CLUSTER, A, "a", address(A));
    private static final VipDefinition WEB = VipDefinition.of(VipAddress.parse("10.0.0.5/24"));
    private static final Command.SetVip SET = new Command.SetVip("web", WEB);

    private final LoopBench bench = new LoopBench();
    private final ScriptedConsensus log = new ScriptedConsensus();

    @AfterEach
    void close() {
        bench.close();
    }

    private void start() {
        bench.run(() -> new FirstEntries(bench.loop, log, FOUND, new TreeMap<>(Map.of("web", WEB))).propose());
    }

    private void settle() {
        bench.ask(() -> true);
    }

    @Test
    void foundsAndThenSetsWhatTheClusterBeginsWith() {
        start();
        assertThat(log.takeOnlyProposal()).containsExactly(FOUND);
        log.commit();
        settle();
        assertThat(log.takeOnlyProposal()).containsExactly(SET);
        log.commit();
        settle();
        assertThat(log.state().vips()).containsOnlyKeys("web");
        assertThat(log.takeProposed()).isEmpty();
    }

    @Test
    void aFounderThatRestartsUndoesNothing() {
        log.append(FOUND);
        log.append(SET);
        log.append(new Command.DeleteVip("web"));
        log.lead(true, A);
        log.commitAtOnce();
        start();
        settle();
        assertThat(log.takeOnlyProposal()).containsExactly(FOUND);
        assertThat(log.state().vips()).isEmpty();
    }

    @Test
    void aFounderThatDiedBetweenTheTwoSetsThemAfterAll() {
        log.append(FOUND);
        log.lead(true, A);
        log.commitAtOnce();
        start();
        settle();
        assertThat(log.state().vips()).containsOnlyKeys("web");
    }

    @Test
    void whoDoesNotLeadMayNotKnowWhatWasSetAndSetsNothing() {
        log.append(FOUND);
        log.commitAtOnce();
        start();
        settle();
        assertThat(log.state().vips()).isEmpty();
    }

    @Test
    void triesAgainUntilTheLogHasThem() {
        start();
        log.fail();
        bench.advance(Duration.ofMillis(200));
        log.commit();
        settle();
        log.fail();
        log.lead(true, A);
        log.commitAtOnce();
        bench.advance(Duration.ofMillis(200));
        assertThat(log.state().vips()).containsOnlyKeys("web");
    }
}
