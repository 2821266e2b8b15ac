package dev.quorumvip.operator;

import dev.quorumvip.api.ProblemReason;
import dev.quorumvip.client.AgentCallException;
import dev.quorumvip.operator.agents.AgentApi;
import dev.quorumvip.operator.agents.AgentPod;
import dev.quorumvip.operator.agents.AgentPods;
import dev.quorumvip.operator.agents.AgentSwitchboard;
import dev.quorumvip.operator.formation.FormationPlanner;
import dev.quorumvip.operator.formation.FormationStep;
import dev.quorumvip.operator.formation.Founding;
import dev.quorumvip.operator.formation.FoundingStore;
import dev.quorumvip.operator.members.MemberStep;
import dev.quorumvip.operator.members.MembershipPlanner;
import dev.quorumvip.operator.members.NodeFacts;
import dev.quorumvip.operator.members.NodeSource;
import dev.quorumvip.operator.quorum.AgentSight;
import dev.quorumvip.operator.quorum.QuorumView;
import dev.quorumvip.operator.quorum.QuorumWatch;
import dev.quorumvip.operator.vip.Orphans;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the agents one cluster, and its members in step with the nodes: asks {@link FormationPlanner} and {@link
 * MembershipPlanner} what to do, twice a second, and does it. What fails is tried again the next time.
 */
final class ClusterKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterKeeper.class);

    private static final Duration TICK = Duration.ofMillis(500);
    /** What was done is seen by then, if it was. */
    private static final Duration SHOWN_WITHIN = Duration.ofSeconds(5);

    private static final String DEFAULT_ZONE_LABEL = "topology.kubernetes.io/zone";

    private final QuorumWatch watch;
    private final AgentPods pods;
    private final AgentSwitchboard agents;
    private final NodeSource nodes;
    private final FoundingStore store;
    private final FormationPlanner formation;
    private final MembershipPlanner membership = new MembershipPlanner();
    private final Orphans orphans = new Orphans();
    private final Supplier<Optional<Set<String>>> owners;
    private final LongSupplier nanos;
    private final Thread thread = Thread.ofPlatform().name("cluster-keeper").unstarted(this::run);
    private Set<String> agentsSeen = Set.of();
    private long agentsSince;
    private String lastWord = "";
    private @Nullable Founding known;
    private final Map<String, String> failures = new HashMap<>();

    /** What the agents have done, and may not have shown yet. */
    private final Map<MemberStep, Long> done = new HashMap<>();

    ClusterKeeper(
            QuorumWatch watch,
            AgentPods pods,
            AgentSwitchboard agents,
            NodeSource nodes,
            FoundingStore store,
            int founders,
            Supplier<Optional<Set<String>>> owners,
            LongSupplier nanos) {
        this.watch = watch;
        this.pods = pods;
        this.agents = agents;
        this.nodes = nodes;
        this.store = store;
        this.formation = new FormationPlanner(founders);
        this.owners = owners;
        this.nanos = nanos;
    }

    void start() {
        agentsSince = nanos.getAsLong();
        thread.start();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                tick();
                Thread.sleep(TICK);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void tick() {
        try {
            if (nodes.known()) {
                List<NodeFacts> there = nodes.list();
                form(there);
                keepInStep(there);
                collectOrphans();
            }
        } catch (KubernetesClientException e) {
            say("Kubernetes' API cannot be used: " + e.getMessage());
        }
    }

    private void form(List<NodeFacts> there) {
        QuorumView view = watch.view();
        noteAgents(pods.list());
        if (known == null || known.clusterId().isEmpty()) {
            known = store.read().orElse(null);
        }
        Map<String, String> zones = there.stream()
                .filter(node -> node.labels().containsKey(DEFAULT_ZONE_LABEL))
                .collect(Collectors.toMap(NodeFacts::name, node -> node.labels().get(DEFAULT_ZONE_LABEL)));
        Duration unchanged = Duration.ofNanos(nanos.getAsLong() - agentsSince);
        for (FormationStep step : formation.next(view.agents(), zones, Optional.ofNullable(known), unchanged)) {
            form(step);
        }
    }

    /** The view may lag behind the list of agents; both must have been the same for a while. */
    private void noteAgents(List<AgentPod> listed) {
        Set<String> now = listed.stream().map(AgentPod::rest).collect(Collectors.toSet());
        now.addAll(watch.view().agents().stream()
                .map(AgentSight::agent)
                .map(AgentPod::rest)
                .toList());
        if (!now.equals(agentsSeen)) {
            agentsSeen = now;
            agentsSince = nanos.getAsLong();
        }
    }

    private void form(FormationStep step) {
        switch (step) {
            case FormationStep.Decide(Founding founding) -> {
                boolean first = store.decide(founding);
                LOG.atInfo()
                        .addKeyValue("founders", founding.founders())
                        .log(first ? "founders chosen" : "founders were chosen by another operator");
                known = null;
            }
            case FormationStep.Remember(Founding founding) -> {
                store.remember(founding);
                LOG.atInfo()
                        .addKeyValue("cluster", founding.clusterId().orElse(""))
                        .log("the agents are a cluster");
                known = null;
            }
            case FormationStep.Found(AgentPod agent, List<String> founders) ->
                tell(agent, "found", api -> api.found(founders));
            case FormationStep.Join(AgentPod agent, List<String> contacts) ->
                tell(agent, "join", api -> api.join(contacts));
            case FormationStep.Halt(String why) -> say(why);
            case FormationStep.Wait(String why) -> say(why);
        }
    }

    private void tell(AgentPod agent, String what, Call call) {
        if (asked(what + " " + agent.node(), agent, call)) {
            LOG.atInfo()
                    .addKeyValue("node", agent.node())
                    .addKeyValue("to", what)
                    .log("agent told");
        }
    }

    private void keepInStep(List<NodeFacts> there) {
        QuorumView view = watch.view();
        Optional<AgentPod> source = watch.source();
        if (!view.confirmed() || source.isEmpty()) {
            return;
        }
        long now = nanos.getAsLong();
        done.values().removeIf(at -> now - at >= SHOWN_WITHIN.toNanos());
        List<AgentPod> listed = pods.list();
        for (MemberStep step : membership.next(view.members().values(), there, listed, now)) {
            if (done.containsKey(step)) {
                continue;
            }
            if (!asked(
                    step.getClass().getSimpleName() + " " + step.member(), source.get(), api -> carryOut(step, api))) {
                return;
            }
            done.put(step, now);
        }
    }

    private static void carryOut(MemberStep step, AgentApi api) throws AgentCallException {
        switch (step) {
            case MemberStep.Label(String member, Map<String, String> labels) -> {
                api.label(member, labels);
                LOG.atInfo().addKeyValue("node", member).log("member has its node's labels");
            }
            case MemberStep.Drain(String member, String why) -> {
                api.drain(member, true);
                LOG.atInfo()
                        .addKeyValue("node", member)
                        .addKeyValue("reason", why)
                        .log("member drained");
            }
            case MemberStep.Undrain(String member) -> {
                api.drain(member, false);
                LOG.atInfo().addKeyValue("node", member).log("member drained no more");
            }
            case MemberStep.Remove(String member, String why) -> {
                api.remove(member);
                LOG.atInfo()
                        .addKeyValue("node", member)
                        .addKeyValue("reason", why)
                        .log("member removed");
            }
        }
    }

    private void collectOrphans() {
        Optional<AgentPod> source = watch.source();
        Optional<Set<String>> known = owners.get();
        if (source.isEmpty() || known.isEmpty()) {
            return;
        }
        for (Orphans.Orphan orphan : orphans.find(watch.view(), known.get(), nanos.getAsLong())) {
            if (asked("delete " + orphan.vip(), source.get(), api -> api.deleteVip(orphan.vip(), orphan.owner()))) {
                LOG.atInfo().addKeyValue("vip", orphan.vip()).log("VIP deleted, whose VirtualIP is no more");
            }
        }
    }

    private interface Call {
        void on(AgentApi api) throws AgentCallException;
    }

    /** Asks, and warns of a refusal once. */
    private boolean asked(String what, AgentPod agent, Call call) {
        try {
            call.on(agents.to(agent));
            failures.remove(what);
            return true;
        } catch (AgentCallException e) {
            if (e.reason().filter(ProblemReason.ALREADY_MEMBER::equals).isPresent()) {
                // It was seen before it was in.
                return false;
            }
            String why = String.valueOf(e.getMessage());
            if (!why.equals(failures.put(what, why))) {
                LOG.atWarn()
                        .addKeyValue("node", agent.node())
                        .addKeyValue("wanted", what)
                        .addKeyValue("reason", why)
                        .log("an agent did not do what it was asked; it is asked again");
            }
            return false;
        }
    }

    private void say(String word) {
        if (!word.equals(lastWord)) {
            lastWord = word;
            LOG.atInfo().addKeyValue("reason", word).log("waiting");
        }
    }
}
