package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.definition.DefinitionReader;
import dev.quorumvip.agent.definition.DefinitionReader.Reading;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.node.AbilityDesk.Defined;
import dev.quorumvip.agent.rest.Json;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Vip;
import dev.quorumvip.api.VipStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Learns which VIPs with checks there are: from this node's replica of the log, or from the leader if it has none. */
final class DefinitionsFeed {
    private static final Logger LOG = LoggerFactory.getLogger(DefinitionsFeed.class);

    /** Members without a replica are those beyond the seventh; a new VIP may wait for them so long. */
    private static final Duration ASK_EVERY = Duration.ofSeconds(1);

    private final SortedMap<String, String> labels;
    private final AgentLoop loop;
    private final Consensus consensus;
    private final AbilityDesk abilities;
    private long seen = -1;
    private int seenVips;
    private boolean asking;

    DefinitionsFeed(SortedMap<String, String> labels, AgentLoop loop, Consensus consensus, AbilityDesk abilities) {
        this.labels = labels;
        this.loop = loop;
        this.consensus = consensus;
        this.abilities = abilities;
    }

    /** Asks from now on, while this node's replica knows nothing. */
    void start() {
        loop.every(ASK_EVERY, this::askIfNeeded);
    }

    /** This node's replica has moved on. */
    void observe(ClusterState state) {
        if (!state.founded() || (state.lastDefinition() == seen && state.vips().size() == seenVips)) {
            return;
        }
        seen = state.lastDefinition();
        seenVips = state.vips().size();
        SortedMap<String, Defined> known = new TreeMap<>();
        for (Vip vip : state.vips().values()) {
            if (!vip.deleted() && isToBeChecked(vip.definition())) {
                known.put(vip.name(), new Defined(vip.number(), vip.definition()));
            }
        }
        abilities.learn(known, seen);
    }

    /** What has no checks everybody could serve. */
    private boolean isToBeChecked(VipDefinition definition) {
        return !definition.healthChecks().isEmpty() && definition.selects(labels);
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
            for (VipStatus vip : Json.read(answer, StatusDesk.View.class).vips()) {
                upTo = Math.max(upTo, vip.revision());
                if (DefinitionReader.read(Json.tree(vip.spec())) instanceof Reading.Read(var definition)
                        && isToBeChecked(definition)) {
                    known.put(vip.name(), new Defined(new DefinitionNumber(vip.revision()), definition));
                }
            }
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("cannot read what the leader says of the VIPs");
            return;
        }
        abilities.learn(known, upTo);
    }
}
