package dev.quorumvip.operator.vip;

import dev.quorumvip.api.VipStatus;
import dev.quorumvip.client.AgentCallException;
import dev.quorumvip.crd.ConditionType;
import dev.quorumvip.crd.VirtualIP;
import dev.quorumvip.crd.VirtualIPStatus;
import dev.quorumvip.operator.agents.AgentApi;
import dev.quorumvip.operator.agents.AgentSwitchboard;
import dev.quorumvip.operator.events.EventPoster;
import dev.quorumvip.operator.quorum.QuorumView;
import dev.quorumvip.operator.quorum.QuorumWatch;
import dev.quorumvip.operator.quorum.Reach;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the agents know what a VirtualIP wants, and the VirtualIP what the agents say.
 *
 * <pre>
 * After a generation was seen that the agents do not have: they are told it. A refusal is a condition, tried again later.
 * After the agents said something new of it: its status is written, if that is another.
 * After it was asked to move, by the annotation {@link MoveRequests#ANNOTATION}: the agents are asked, and the annotation is taken away.
 * After it was deleted: the agents are told, and the finalizer is taken away when they do not have it any more, by which its
 *     addresses are off the wire.
 * </pre>
 *
 * <p>All it knows is in the resource and in the {@link QuorumWatch}, so that another replica goes on where it stopped.
 */
@ControllerConfiguration(name = "virtualip", finalizerName = VirtualIPReconciler.FINALIZER)
public final class VirtualIPReconciler implements Reconciler<VirtualIP>, Cleaner<VirtualIP> {
    /** Keeps a VirtualIP until its addresses are off the wire. */
    public static final String FINALIZER = "quorumvip.io/off-the-wire";

    private static final Logger LOG = LoggerFactory.getLogger(VirtualIPReconciler.class);

    /** A refusal may come to an end without anything here changing: another VIP gives the address up, say. */
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(5);

    private static final Duration AGENTS_ANSWER = Duration.ofMillis(250);
    private static final Duration AFTER_SILENCE = Duration.ofSeconds(1);
    private static final Duration DELETION_POLL = Duration.ofSeconds(1);

    /** With all agents gone, the kernels have taken the addresses off by then: by their lifetime, some seconds. */
    private static final Duration NO_AGENTS_PATIENCE = Duration.ofSeconds(60);

    private final QuorumWatch watch;
    private final AgentSwitchboard agents;
    private final EventPoster poster;
    private final InstantSource wall;
    private final Refusals refusals = new Refusals();
    private final MoveRequests moves;
    private final SimpleInboundEventSource<VirtualIP> told = new SimpleInboundEventSource<>("agents");
    private final Counter reconciled;
    private final Counter written;
    private volatile @Nullable IndexerResourceCache<VirtualIP> cache;
    private volatile @Nullable Instant noAgentsSince;

    /**
     * A reconciler that is registered with nobody yet.
     *
     * @param watch knows what the agents say
     * @param agents to ask them
     * @param poster tells people
     */
    public VirtualIPReconciler(
            QuorumWatch watch, AgentSwitchboard agents, EventPoster poster, InstantSource wall, MeterRegistry metrics) {
        this.watch = watch;
        this.agents = agents;
        this.poster = poster;
        this.wall = wall;
        this.moves = new MoveRequests(poster, wall);
        this.reconciled = Counter.builder("quorumvip.operator.reconciles")
                .description("Reconciliations of VirtualIPs")
                .register(metrics);
        this.written = Counter.builder("quorumvip.operator.status.writes")
                .description("Statuses of VirtualIPs that were written")
                .register(metrics);
    }

    /** Whether an update of the resource asks for anything; a new status of our own does not. */
    public static boolean isNews(VirtualIP now, VirtualIP before) {
        ObjectMeta a = before.getMetadata();
        ObjectMeta b = now.getMetadata();
        return !Objects.equals(a.getGeneration(), b.getGeneration())
                || !Objects.equals(a.getAnnotations(), b.getAnnotations())
                || !Objects.equals(a.getFinalizers(), b.getFinalizers())
                || !Objects.equals(a.getDeletionTimestamp(), b.getDeletionTimestamp())
                || !Objects.equals(a.getUid(), b.getUid());
    }

    @Override
    public List<EventSource<?, VirtualIP>> prepareEventSources(EventSourceContext<VirtualIP> context) {
        cache = context.getPrimaryCache();
        return List.of(told);
    }

    /** The VirtualIP of that name, as it was read last. */
    public Optional<VirtualIP> virtualIp(String name) {
        IndexerResourceCache<VirtualIP> known = cache;
        return known == null ? Optional.empty() : known.get(new ResourceID(name));
    }

    /** Whom VIPs may belong to: one for each VirtualIP there is; empty before they have been read. */
    public Optional<Set<String>> owners() {
        IndexerResourceCache<VirtualIP> known = cache;
        return known == null || !told.isRunning()
                ? Optional.empty()
                : Optional.of(known.list().map(Definitions::owner).collect(Collectors.toSet()));
    }

    /** Has those reconciled of which something else is known now. */
    public void changed(QuorumView before, QuorumView now) {
        noAgentsSince = now.reach() == Reach.NO_AGENTS
                ? Optional.ofNullable(noAgentsSince).orElse(wall.instant())
                : null;
        IndexerResourceCache<VirtualIP> known = cache;
        if (known == null || !told.isRunning()) {
            return;
        }
        if (!now.saysTheSameOfAll(before)) {
            known.list().map(ResourceID::fromResource).forEach(told::propagateEvent);
            return;
        }
        Set<String> names = new HashSet<>(now.vips().keySet());
        names.addAll(before.vips().keySet());
        names.stream()
                .filter(name -> !now.vip(name).equals(before.vip(name)))
                .map(ResourceID::new)
                .filter(id -> known.get(id).isPresent())
                .forEach(told::propagateEvent);
    }

    @Override
    public UpdateControl<VirtualIP> reconcile(VirtualIP vip, Context<VirtualIP> context) {
        reconciled.increment();
        QuorumView view = watch.view();
        if (view == QuorumView.NOTHING) {
            return UpdateControl.<VirtualIP>noUpdate().rescheduleAfter(AGENTS_ANSWER);
        }
        Acceptance acceptance = program(vip, view);
        if (isProgrammed(vip, view)) {
            watch.source().map(agents::to).ifPresent(agent -> moves.carryOut(vip, agent, context.getClient()));
        }
        VirtualIPStatus status = Statuses.of(vip, view, acceptance, wall.instant());
        UpdateControl<VirtualIP> control = UpdateControl.noUpdate();
        if (!status.equals(vip.getStatus())) {
            ConditionNotices.of(vip, status, wall.instant()).forEach(poster::tell);
            written.increment();
            control = UpdateControl.patchStatus(statusOnly(vip, status));
        }
        return again(acceptance, view).map(control::rescheduleAfter).orElse(control);
    }

    /** Tells the agents what is wanted, unless they have it. */
    private Acceptance program(VirtualIP vip, QuorumView view) {
        String name = vip.getMetadata().getName();
        Optional<VipStatus> told = view.vip(name);
        Optional<String> mismatch = Definitions.timingMismatch(vip.getSpec(), view.timings());
        if (mismatch.isPresent()) {
            return new Acceptance.Refused("TimingMismatch", mismatch.get());
        }
        if (told.filter(status -> Statuses.isProgrammed(status, vip)).isPresent()) {
            refusals.over(vip);
            return new Acceptance.Accepted();
        }
        Optional<AgentApi> agent = watch.source().map(agents::to);
        if (!view.confirmed() || agent.isEmpty()) {
            return refusals.last(vip)
                    .or(() -> accepted(vip))
                    .orElse(new Acceptance.Open("the agents could not be told yet"));
        }
        Optional<Acceptance> lately = refusals.lately(vip, AFTER_REFUSAL, wall.instant());
        if (lately.isPresent()) {
            return lately.get();
        }
        Acceptance acceptance = Requests.put(agent.get(), name, Definitions.of(vip), orphaned(told));
        if (acceptance instanceof Acceptance.Refused refused) {
            refusals.was(vip, refused, wall.instant());
        } else {
            refusals.over(vip);
        }
        return acceptance;
    }

    /** What was accepted stays so, though nobody can be asked now. */
    private static Optional<Acceptance> accepted(VirtualIP vip) {
        return Statuses.condition(vip.getStatus(), ConditionType.ACCEPTED)
                .filter(condition -> Conditions.TRUE.equals(condition.getStatus())
                        && vip.getMetadata().getGeneration().equals(condition.getObservedGeneration()))
                .map(condition -> new Acceptance.Accepted());
    }

    /** Whether the agents' VIP belongs to a VirtualIP that is no more: its finalizer was taken away by hand. */
    private boolean orphaned(Optional<VipStatus> told) {
        IndexerResourceCache<VirtualIP> known = cache;
        return known != null
                && told.flatMap(status -> Optional.ofNullable(status.spec().owner()))
                        .filter(Definitions::isVirtualIp)
                        .filter(owner -> known.list()
                                .noneMatch(vip -> Definitions.owner(vip).equals(owner)))
                        .isPresent();
    }

    private static boolean isProgrammed(VirtualIP vip, QuorumView view) {
        return view.vip(vip.getMetadata().getName())
                .filter(status -> Statuses.isProgrammed(status, vip))
                .isPresent();
    }

    private static Optional<Duration> again(Acceptance acceptance, QuorumView view) {
        return switch (acceptance) {
            case Acceptance.Refused refused -> Optional.of(AFTER_REFUSAL);
            case Acceptance.Open open when view.confirmed() -> Optional.of(AFTER_SILENCE);
            case Acceptance.Open open -> Optional.empty();
            case Acceptance.Accepted accepted -> Optional.empty();
        };
    }

    /** For a patch that says nothing of the spec. */
    private static VirtualIP statusOnly(VirtualIP vip, VirtualIPStatus status) {
        VirtualIP patch = new VirtualIP();
        patch.setMetadata(
                new ObjectMetaBuilder().withName(vip.getMetadata().getName()).build());
        patch.setSpec(null);
        patch.setStatus(status);
        return patch;
    }

    @Override
    public DeleteControl cleanup(VirtualIP vip, Context<VirtualIP> context) {
        reconciled.increment();
        QuorumView view = watch.view();
        String name = vip.getMetadata().getName();
        refusals.over(vip);
        if (agentsGone(view)) {
            LOG.atWarn()
                    .addKeyValue("vip", name)
                    .log("there has been no agent for a minute: the VirtualIP goes without having been deleted there");
            return DeleteControl.defaultDelete();
        }
        Optional<AgentApi> agent = watch.source().map(agents::to);
        if (!view.confirmed() || agent.isEmpty()) {
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(DELETION_POLL);
        }
        try {
            // Asked itself, and not by what was read of it: that may be of a moment before it was told.
            Optional<VipStatus> there = agent.get().vip(name);
            if (there.isEmpty() || !Statuses.belongs(there.get(), vip)) {
                return DeleteControl.defaultDelete();
            }
            if (!there.get().beingDeleted()) {
                agent.get().deleteVip(name, Definitions.owner(vip));
                LOG.atInfo().addKeyValue("vip", name).log("VIP deleted; waiting until it is off the wire");
                if (agent.get().vip(name).isEmpty()) {
                    return DeleteControl.defaultDelete();
                }
            }
        } catch (AgentCallException e) {
            LOG.atDebug()
                    .addKeyValue("vip", name)
                    .addKeyValue("reason", e.getMessage())
                    .log("not deleted yet");
        }
        return DeleteControl.noFinalizerRemoval().rescheduleAfter(DELETION_POLL.toMillis() / 10);
    }

    private boolean agentsGone(QuorumView view) {
        Instant since = noAgentsSince;
        return view.reach() == Reach.NO_AGENTS
                && since != null
                && Duration.between(since, wall.instant()).compareTo(NO_AGENTS_PATIENCE) >= 0;
    }
}
