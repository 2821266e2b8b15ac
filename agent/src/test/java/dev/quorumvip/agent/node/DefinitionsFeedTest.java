package dev.quorumvip.agent.node;

import static dev.quorumvip.agent.node.Sample.A;
import static dev.quorumvip.agent.node.Sample.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.Preemption;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.state.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which VIPs a node may hold, as its replica of the log has it. */
class DefinitionsFeedTest {
    private static final VipDefinition CHOOSY = VipDefinition.of(VipAddress.parse("192.0.2.50/24"))
            .placed(new TreeMap<>(Map.of("zone", "a")), new TreeMap<>(), new Preemption.Never());

    private final LoopBench bench = new LoopBench();
    private final ScriptedConsensus log = new ScriptedConsensus();
    private final List<Set<String>> learned = new ArrayList<>();
    private final DefinitionsFeed feed = new DefinitionsFeed(
            A, bench.loop, log, (known, upTo) -> learned.add(Set.copyOf(known.keySet())), macs -> {});

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void theLabelsInTheLogSayWhichWhoeverSetThem() {
        Sample.found(log);
        log.append(new Command.SetVip("web", CHOOSY));
        feed.observe(log.state());
        log.append(new Command.LabelMember(B, new TreeMap<>(Map.of("zone", "a"))));
        feed.observe(log.state());
        log.append(new Command.DescribeMember(A, new TreeMap<>(Map.of("zone", "a")), List.of()));
        feed.observe(log.state());
        log.append(new Command.LabelMember(A, new TreeMap<>(Map.of("zone", "b"))));
        feed.observe(log.state());
        feed.observe(log.state());
        assertThat(learned).containsExactly(Set.of(), Set.of("web"), Set.of());
    }
}
