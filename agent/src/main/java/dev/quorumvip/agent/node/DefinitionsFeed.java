package dev.quorumvip.agent.node;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.definition.DefinitionReader;
import dev.quorumvip.agent.definition.DefinitionReader.Reading;
import dev.quorumvip.agent.node.AbilityDesk.Defined;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Member;
import dev.quorumvip.agent.state.Vip;
import dev.quorumvip.api.Json;
import dev.quorumvip.api.VipStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Learns what VIPs this node may hold: from its replica of the log, or from the leader if it has none. */
final class DefinitionsFeed {
    private static final Logger LOG = LoggerFactory.getLogger(DefinitionsFeed.class);

    /** Members without a replica are those beyond the seventh; a new VIP may wait for them so long. */
    private static final Duration ASK_EVERY = Duration.ofSeconds(1);

    /** Who is told. */
    @FunctionalInterface
    interface Learner {
        /** @param upTo the newest definition of all VIPs */
        void learn(SortedMap<String, Defined> known, long upTo);
    }

    private final NodeId self;
    private final AgentLoop loop;
    private final Consensus consensus;
    private final Learner learner;
    private final Consumer<Set<MacAddress>> others;
    private long seen = -1;
    private int seenVips;
    private Map<String, String> seenLabels = Map.of();
    private boolean asking;

    /** @param others told the hardware addresses of other members, where the replica does not tell them */
    DefinitionsFeed(
            NodeId self, AgentLoop loop, Consensus consensus, Learner learner, Consumer<Set<MacAddress>> others) {
        this.self = self;
        this.loop = loop;
        this.consensus = consensus;
        this.learner = learner;
        this.others = others;
    }

    /** Asks from now on, while this node's replica knows nothing. */
    void start() {
        loop.every(ASK_EVERY, this::askIfNeeded);
    }

    /** This node's replica has moved on. */
    void observe(ClusterState state) {
        SortedMap<String, String> labels =
                state.member(self).map(Member::labels).orElseGet(TreeMap::new);
        if (!state.founded()
                || (state.lastDefinition() == seen && state.vips().size() == seenVips && labels.equals(seenLabels))) {
            return;
        }
        seenLabels = labels;
        seen = state.lastDefinition();
        seenVips = state.vips().size();
        SortedMap<String, Defined> known = new TreeMap<>();
        for (Vip vip : state.vips().values()) {
            if (!vip.deleted() && vip.definition().selects(labels)) {
                known.put(vip.name(), new Defined(vip.number(), vip.definition()));
            }
        }
        learner.learn(known, seen);
    }

    private void askIfNeeded() {
        if (asking || consensus.applied().state().founded()) {
            return;
        }
        asking = true;
        consensus
                .query(new byte[0])
                .whenComplete((answer, failure) -> loop.deliver(() -> {
                    asking = false;
                    if (failure == null && !consensus.applied().state().founded()) {
                        learn(answer);
                    }
                }));
    }

    private void learn(byte[] answer) {
        SortedMap<String, Defined> known = new TreeMap<>();
        long upTo = 0;
        try {
            StatusDesk.View view = Json.read(answer, StatusDesk.View.class);
            others.accept(view.members().stream()
                    .filter(member -> !member.self())
                    .flatMap(member -> member.macs().stream())
                    .map(MacAddress::parse)
                    .collect(Collectors.toSet()));
            SortedMap<String, String> labels = view.members().stream()
                    .filter(member -> member.id() == self.value())
                    .findFirst()
                    .map(member -> new TreeMap<>(member.labels()))
                    .orElseGet(TreeMap::new);
            for (VipStatus vip : view.vips()) {
                upTo = Math.max(upTo, vip.revision());
                if (DefinitionReader.read(Json.tree(vip.spec())) instanceof Reading.Read(var definition)
                        && definition.selects(labels)) {
                    known.put(vip.name(), new Defined(new DefinitionNumber(vip.revision()), definition));
                }
            }
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("cannot read what the leader says of the VIPs");
            return;
        }
        learner.learn(known, upTo);
    }
}
