package dev.quorumvip.agent.node;

import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.events.EventLog;
import dev.quorumvip.agent.founding.Instruction;
import dev.quorumvip.agent.node.InstructionDesk.Refusal;
import dev.quorumvip.agent.node.StatusDesk.View;
import dev.quorumvip.agent.rest.NoQuorumException;
import dev.quorumvip.api.ClusterStanding;
import dev.quorumvip.api.HealthReport;
import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.api.NodeStatus;
import dev.quorumvip.api.Readiness;
import dev.quorumvip.api.VipStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers for the agent from any thread: hops to its loop, and asks the leader where this node's replica cannot tell.
 */
final class AgentSource implements AgentControlPlane.Source {
    private final AgentLoop loop;
    private final StatusReport report;
    private final Views views;
    private final Supplier<HealthReport> health;
    private final EventLog events;
    private final Function<Instruction, CompletableFuture<Optional<Refusal>>> instructions;

    AgentSource(
            AgentLoop loop,
            StatusReport report,
            Consensus consensus,
            Supplier<HealthReport> health,
            EventLog events,
            Function<Instruction, CompletableFuture<Optional<Refusal>>> instructions) {
        this.loop = loop;
        this.report = report;
        this.health = health;
        this.events = events;
        this.instructions = instructions;
        this.views = new Views(report.self().value(), consensus, loop);
    }

    @Override
    public NodeStatus status() {
        View view = known().orElse(StatusDesk.NOTHING);
        return Views.waitFor(loop.ask(() -> report.status(view)), () -> {
            throw new IllegalStateException("the agent's loop does not answer");
        });
    }

    @Override
    public ClusterStanding standing() {
        return Views.waitFor(loop.ask(report::standing), () -> {
            throw new IllegalStateException("the agent's loop does not answer");
        });
    }

    @Override
    public View view() throws NoQuorumException {
        return known().orElseThrow(AgentSource::cannotTell);
    }

    @Override
    public List<MemberStatus> members() throws NoQuorumException {
        return Views.waitFor(loop.ask(report::ownMembers), Optional::<List<MemberStatus>>empty)
                .or(() -> views.fromLeader().map(View::members))
                .orElseThrow(AgentSource::cannotTell);
    }

    @Override
    public Optional<VipStatus> vip(String name) throws NoQuorumException {
        return Views.waitFor(loop.ask(() -> report.ownVip(name)), Optional::<Optional<VipStatus>>empty)
                .or(() -> views.fromLeader()
                        .map(view -> view.vips().stream()
                                .filter(vip -> vip.name().equals(name))
                                .findFirst()))
                .orElseThrow(AgentSource::cannotTell);
    }

    private static NoQuorumException cannotTell() {
        return new NoQuorumException("this node cannot tell: its copy of the cluster's log is"
                + " not up to date, and the leader does not answer");
    }

    @Override
    public EventLog events() throws NoQuorumException {
        if (Views.waitFor(loop.ask(report::followsLog), () -> false)) {
            return events;
        }
        throw new NoQuorumException(
                "this node has no copy of the cluster's log that is up to date, which only voters have: ask one of them");
    }

    @Override
    public Optional<Refusal> instruct(Instruction instruction) throws NoQuorumException {
        CompletableFuture<Optional<Refusal>> told =
                loop.ask(() -> instructions.apply(instruction)).thenCompose(written -> written);
        return Views.waitFor(told.thenApply(Optional::of), Optional::<Optional<Refusal>>empty)
                .orElseThrow(() -> new NoQuorumException("this node is starting, or its disk is slow: ask again"));
    }

    private Optional<View> known() {
        Optional<View> own = Views.waitFor(loop.ask(report::ownView), Optional::empty);
        Set<String> kept = Views.waitFor(loop.ask(report::kept), Set::of);
        return own.or(views::fromLeader).map(view -> view.keeping(kept));
    }

    @Override
    public Readiness ready() {
        return Views.waitFor(
                loop.ask(report::readiness), () -> Readiness.no(List.of("the agent's loop does not answer")));
    }

    /** Not from the loop: the checks have threads of their own. */
    @Override
    public HealthReport health() {
        return health.get();
    }

    @Override
    public boolean live() {
        return Views.waitFor(loop.ask(() -> true), () -> false);
    }
}
