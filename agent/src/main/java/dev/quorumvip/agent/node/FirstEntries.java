package dev.quorumvip.agent.node;

import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Outcome;
import dev.quorumvip.agent.state.RefusalCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first entries of a cluster's life: that it was founded, and then the VIPs that it begins with. A founder that
 * restarts proposes them anew, since it may have died before they were in the log. So the VIPs are set only while nobody
 * has ever set one: what was changed or deleted since is not undone.
 */
final class FirstEntries {
    private static final Logger LOG = LoggerFactory.getLogger(FirstEntries.class);
    private static final Duration AGAIN = Duration.ofMillis(200);

    private final AgentLoop loop;
    private final Consensus consensus;
    private final Command.Found found;
    private final SortedMap<String, VipDefinition> vips;

    FirstEntries(AgentLoop loop, Consensus consensus, Command.Found found, SortedMap<String, VipDefinition> vips) {
        this.loop = loop;
        this.consensus = consensus;
        this.found = found;
        this.vips = vips;
    }

    /** Proposes what is missing, until it is in the log. */
    void propose() {
        propose(List.of(found), outcomes -> {
            boolean accepted = outcomes.getFirst().accepted();
            if (accepted) {
                LOG.atInfo().addKeyValue("cluster", found.clusterId()).log("cluster founded");
            }
            if (!vips.isEmpty() && (accepted || nobodyHasSetAny())) {
                propose(definitions(), this::warnOfRefused);
            }
        });
    }

    /** Only a leader's replica has all that came before an answer. */
    private boolean nobodyHasSetAny() {
        return consensus.leadership().leading() && consensus.applied().state().lastDefinition() == 0;
    }

    private void propose(List<Command> commands, Consumer<List<Outcome>> then) {
        consensus
                .propose(commands)
                .whenComplete((outcomes, failure) -> loop.deliver(() -> {
                    if (failure == null) {
                        then.accept(outcomes);
                    } else {
                        loop.after(AGAIN, this::propose);
                    }
                }));
    }

    private List<Command> definitions() {
        List<Command> commands = new ArrayList<>();
        vips.forEach((vip, definition) -> commands.add(new Command.SetVip(vip, definition)));
        return commands;
    }

    private void warnOfRefused(List<Outcome> outcomes) {
        vips.forEach((vip, definition) -> definition
                .warnings()
                .forEach(w -> LOG.atWarn().addKeyValue("vip", vip).log(w)));
        List<String> names = List.copyOf(vips.keySet());
        for (int i = 0; i < names.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Refused(RefusalCause cause)) {
                LOG.atWarn()
                        .addKeyValue("vip", names.get(i))
                        .addKeyValue("reason", cause)
                        .log("a VIP that the cluster was to begin with was refused");
            }
        }
    }
}
