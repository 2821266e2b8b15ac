package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.events.EventLog;
import dev.quorumvip.agent.rest.ConflictException;
import dev.quorumvip.agent.rest.ControlPlane;
import dev.quorumvip.agent.rest.NoQuorumException;
import dev.quorumvip.agent.rest.UnknownNameException;
import dev.quorumvip.agent.rest.VipSpec;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Outcome;
import dev.quorumvip.agent.state.RefusalCause;
import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.api.NodeStatus;
import dev.quorumvip.api.ProblemReason;
import dev.quorumvip.api.Readiness;
import dev.quorumvip.api.VipState;
import dev.quorumvip.api.VipStatus;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Answers REST from the agent's state, and turns changes into proposals. */
final class AgentControlPlane implements ControlPlane {
    /** A little less than the server gives a request, so that the answer says what is wrong. */
    private static final long PATIENCE_MILLIS = 2_800;

    /** How the agent tells about itself; each call hops to its loop. */
    interface Source {
        NodeStatus status();

        /** @throws NoQuorumException when neither this node's replica nor the leader has told it ever */
        StatusDesk.View view() throws NoQuorumException;

        /** @throws NoQuorumException when this node's replica does not follow the log */
        EventLog events() throws NoQuorumException;

        Readiness ready();

        boolean live();
    }

    private final Consensus consensus;
    private final Source source;

    AgentControlPlane(Consensus consensus, Source source) {
        this.consensus = consensus;
        this.source = source;
    }

    @Override
    public NodeStatus status() {
        return source.status();
    }

    @Override
    public List<VipStatus> vips() throws NoQuorumException {
        return source.view().vips();
    }

    @Override
    public Optional<VipStatus> vip(String name) throws NoQuorumException {
        return vips().stream()
                .filter(v -> v.name().equals(name) && !beingDeleted(v))
                .findFirst();
    }

    @Override
    public void putVip(VipSpec spec) throws NoQuorumException, ConflictException {
        String interfaceName = spec.interfaceName() == null ? "" : spec.interfaceName();
        VipAddress address = spec.address();
        Optional<RefusalCause> refusal = propose(new Command.SetVip(spec.name(), address, interfaceName));
        if (refusal.filter(r -> r == RefusalCause.NOT_FOUNDED).isPresent()) {
            throw new NoQuorumException("the cluster is not founded yet");
        }
        if (refusal.isPresent()) {
            throw new ConflictException(
                    "address",
                    ProblemReason.ADDRESS_IN_USE,
                    "another virtual IP has " + address.ip().getHostAddress() + ", or has not let go of it yet");
        }
    }

    @Override
    public boolean deleteVip(String name) throws NoQuorumException {
        Optional<RefusalCause> refusal = propose(new Command.DeleteVip(name));
        if (refusal.filter(r -> r != RefusalCause.UNKNOWN_VIP).isPresent()) {
            throw new NoQuorumException("the cluster is not founded yet");
        }
        return refusal.isEmpty();
    }

    @Override
    public List<MemberStatus> members() throws NoQuorumException {
        return source.view().members();
    }

    @Override
    public void removeMember(String idOrName) throws UnknownNameException, NoQuorumException, ConflictException {
        List<MemberStatus> members = members();
        MemberStatus member = members.stream()
                .filter(m -> Long.toString(m.id()).equals(idOrName))
                .findFirst()
                .or(() ->
                        members.stream().filter(m -> m.name().equals(idOrName)).findFirst())
                .orElseThrow(() -> new UnknownNameException("member", idOrName));
        Optional<RefusalCause> refusal = propose(new Command.StartRemoval(new NodeId(member.id())));
        if (refusal.isEmpty()) {
            return;
        }
        if (refusal.get() == RefusalCause.UNKNOWN_MEMBER) {
            throw new UnknownNameException("member", idOrName);
        }
        throw new ConflictException(
                "id", ProblemReason.MEMBER_NEEDED, "'" + idOrName + "' is the last member: a cluster has at least one");
    }

    @Override
    public EventLog events() throws NoQuorumException {
        return source.events();
    }

    @Override
    public boolean live() {
        return source.live();
    }

    @Override
    public Readiness ready() {
        return source.ready();
    }

    @Override
    public Set<InetAddress> nodeAddresses() throws NoQuorumException {
        return members().stream()
                .map(m -> ClusterAddress.parse(m.address()).ip())
                .collect(Collectors.toSet());
    }

    private static boolean beingDeleted(VipStatus vip) {
        return vip.state() == VipState.RELEASING && vip.holder() == null;
    }

    /** Commits one command; tells why the log refused it, if it did. */
    private Optional<RefusalCause> propose(Command command) throws NoQuorumException {
        try {
            Outcome outcome = consensus
                    .propose(List.of(command))
                    .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .getFirst();
            return outcome instanceof Outcome.Refused(RefusalCause cause) ? Optional.of(cause) : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoQuorumException("the agent is stopping");
        } catch (TimeoutException e) {
            throw new NoQuorumException("no majority of the voters answered in time; the change may still take effect");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new NoQuorumException(String.valueOf(cause.getMessage()));
        }
    }
}
