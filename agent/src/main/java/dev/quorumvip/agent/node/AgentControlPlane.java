package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.events.EventLog;
import dev.quorumvip.agent.founding.Instruction;
import dev.quorumvip.agent.lease.LeaseTiming;
import dev.quorumvip.agent.node.InstructionDesk.Refusal;
import dev.quorumvip.agent.rest.ConflictException;
import dev.quorumvip.agent.rest.ControlPlane;
import dev.quorumvip.agent.rest.DeleteClaim;
import dev.quorumvip.agent.rest.InvalidRequestException;
import dev.quorumvip.agent.rest.MemberLookup;
import dev.quorumvip.agent.rest.NoQuorumException;
import dev.quorumvip.agent.rest.UnknownNameException;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Outcome;
import dev.quorumvip.agent.state.RefusalCause;
import dev.quorumvip.api.ClusterStanding;
import dev.quorumvip.api.HealthReport;
import dev.quorumvip.api.IpText;
import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.api.NodeStatus;
import dev.quorumvip.api.ProblemReason;
import dev.quorumvip.api.Readiness;
import dev.quorumvip.api.RebalancePolicy;
import dev.quorumvip.api.VipSpec;
import dev.quorumvip.api.VipStatus;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers REST from the agent's state, and turns changes into proposals. */
final class AgentControlPlane implements ControlPlane {
    private static final Logger LOG = LoggerFactory.getLogger(AgentControlPlane.class);

    /** A little less than the server gives a request, so that the answer says what is wrong. */
    private static final long PATIENCE_MILLIS = 2_800;

    /** How the agent tells about itself; each call hops to its loop. */
    interface Source {
        NodeStatus status();

        ClusterStanding standing();

        /** @throws NoQuorumException when neither this node's replica nor the leader has told it ever */
        StatusDesk.View view() throws NoQuorumException;

        /** The members of the {@link #view}, which cost less than all of it. */
        List<MemberStatus> members() throws NoQuorumException;

        /** The VIP of that name in the {@link #view}. */
        Optional<VipStatus> vip(String name) throws NoQuorumException;

        /** @throws NoQuorumException when this node's replica does not follow the log */
        EventLog events() throws NoQuorumException;

        /**
         * Takes an instruction; empty once it is on disk.
         *
         * @throws NoQuorumException when it was not written in time
         */
        Optional<Refusal> instruct(Instruction instruction) throws NoQuorumException;

        Readiness ready();

        boolean live();

        HealthReport health();
    }

    private final GatheredProposals proposals;
    private final Source source;
    private final LeaseTiming timing;

    /** @param timing what this node's leases run with */
    AgentControlPlane(Consensus consensus, Source source, LeaseTiming timing) {
        this.proposals = new GatheredProposals(consensus);
        this.source = source;
        this.timing = timing;
    }

    @Override
    public NodeStatus status() {
        return source.status();
    }

    @Override
    public ClusterStanding standing() {
        return source.standing();
    }

    @Override
    public List<VipStatus> vips() throws NoQuorumException {
        return source.view().vips();
    }

    @Override
    public Optional<VipStatus> vip(String name) throws NoQuorumException {
        return source.vip(name);
    }

    @Override
    public void putVip(String name, VipDefinition definition, boolean takeOver)
            throws NoQuorumException, ConflictException, InvalidRequestException {
        if (!Timings.suit(definition, timing)) {
            throw new InvalidRequestException(
                    "failoverProfile",
                    ProblemReason.INVALID_VALUE,
                    "this agent runs with a lease of "
                            + timing.leaseDuration().toMillis() + " ms, renewed each "
                            + timing.renewInterval().toMillis()
                            + " ms, which is that of all virtual IPs on it; the agents' --failover-profile says which");
        }
        Optional<RefusalCause> refusal =
                propose(takeOver ? new Command.TakeVip(name, definition) : new Command.SetVip(name, definition));
        if (refusal.isPresent()) {
            throw refusedToSet(name, definition, refusal.get());
        }
        definition.warnings().forEach(w -> LOG.atWarn().addKeyValue("vip", name).log(w));
    }

    private ConflictException refusedToSet(String name, VipDefinition definition, RefusalCause cause)
            throws NoQuorumException {
        return switch (cause) {
            case NOT_FOUNDED -> throw new NoQuorumException("the cluster is not founded yet");
            case OWNED -> owned(name, Optional.empty());
            case STALE_OWNER ->
                new ConflictException(
                        "ownerGeneration",
                        ProblemReason.STALE,
                        "a newer version of virtual IP '" + name + "' was set by its owner" + generation(name));
            default -> {
                String addresses = definition.addresses().stream()
                        .map(address -> IpText.of(address.ip()))
                        .collect(Collectors.joining(" or "));
                yield new ConflictException(
                        "address",
                        ProblemReason.ADDRESS_IN_USE,
                        "another virtual IP has " + addresses + ", or has not let go of it yet");
            }
        };
    }

    /** @param wanted who it should have belonged to */
    private ConflictException owned(String name, Optional<String> wanted) {
        String whose = spec(name)
                .map(VipSpec::owner)
                .map(owner -> "belongs to owner '" + owner + "'")
                .orElseGet(() -> wanted.map(owner -> "does not belong to owner '" + owner + "'")
                        .orElse("belongs to an owner"));
        return new ConflictException(
                "owner",
                ProblemReason.OWNED,
                "virtual IP '" + name + "' " + whose + ", who would undo this: change it there, or use takeOver=true");
    }

    private String generation(String name) {
        return spec(name)
                .map(VipSpec::ownerGeneration)
                .map(generation -> ", generation " + generation)
                .orElse("");
    }

    /** As it is now, for a sentence: it may have changed since it was looked at. */
    private Optional<VipSpec> spec(String name) {
        try {
            return source.vip(name).map(VipStatus::spec);
        } catch (NoQuorumException e) {
            return Optional.empty();
        }
    }

    @Override
    public void moveVip(String name, String idOrName)
            throws UnknownNameException, NoQuorumException, ConflictException {
        MemberStatus member = MemberLookup.find(members(), idOrName);
        Optional<RefusalCause> refusal = propose(new Command.MoveVip(name, new NodeId(member.id())));
        if (refusal.isEmpty()) {
            return;
        }
        switch (refusal.get()) {
            case UNKNOWN_VIP -> throw new UnknownNameException("virtual IP", name);
            case UNKNOWN_MEMBER -> throw new UnknownNameException("member", idOrName);
            case MEMBER_DRAINED -> throw refused("'" + idOrName + "' is drained; 'quorumvip node undrain' ends that");
            case MEMBER_LEAVING -> throw refused("'" + idOrName + "' is leaving the cluster");
            case NOT_SELECTED ->
                throw refused("'" + idOrName + "' lacks a label that the virtual IP's nodeSelector asks for");
            default -> throw new NoQuorumException("the cluster is not founded yet");
        }
    }

    private static ConflictException refused(String why) {
        return new ConflictException("to", ProblemReason.CONFLICT, why);
    }

    @Override
    public void rebalance(RebalancePolicy policy, int together) throws NoQuorumException {
        foundedOrElse(propose(
                switch (policy) {
                    case ONCE -> new Command.Rebalance(together);
                    case ALWAYS -> new Command.KeepEven(together);
                    case NEVER -> new Command.KeepEven(0);
                }));
    }

    @Override
    public void drainMember(String idOrName, boolean drained) throws UnknownNameException, NoQuorumException {
        MemberStatus member = MemberLookup.find(members(), idOrName);
        Optional<RefusalCause> refusal = propose(new Command.DrainMember(new NodeId(member.id()), drained));
        if (refusal.filter(r -> r == RefusalCause.UNKNOWN_MEMBER).isPresent()) {
            throw new UnknownNameException("member", idOrName);
        }
        foundedOrElse(refusal);
    }

    private static void foundedOrElse(Optional<RefusalCause> refusal) throws NoQuorumException {
        if (refusal.isPresent()) {
            throw new NoQuorumException("the cluster is not founded yet");
        }
    }

    @Override
    public boolean deleteVip(String name, DeleteClaim claim) throws NoQuorumException, ConflictException {
        Optional<RefusalCause> refusal = propose(
                switch (claim) {
                    case DeleteClaim.Unowned() -> new Command.DeleteVip(name);
                    case DeleteClaim.OwnedBy(String owner) -> new Command.DeleteOwnedVip(name, owner);
                    case DeleteClaim.Anybodys() -> new Command.DeleteTakenVip(name);
                });
        if (refusal.filter(r -> r == RefusalCause.OWNED).isPresent()) {
            throw owned(
                    name, claim instanceof DeleteClaim.OwnedBy(String owner) ? Optional.of(owner) : Optional.empty());
        }
        foundedOrElse(refusal.filter(r -> r != RefusalCause.UNKNOWN_VIP));
        return refusal.isEmpty();
    }

    @Override
    public void labelMember(String idOrName, SortedMap<String, String> labels)
            throws UnknownNameException, NoQuorumException {
        MemberStatus member = MemberLookup.find(members(), idOrName);
        Optional<RefusalCause> refusal = propose(new Command.LabelMember(new NodeId(member.id()), labels));
        if (refusal.filter(r -> r == RefusalCause.UNKNOWN_MEMBER).isPresent()) {
            throw new UnknownNameException("member", idOrName);
        }
        foundedOrElse(refusal);
    }

    @Override
    public void instruct(Instruction instruction) throws InvalidRequestException, ConflictException, NoQuorumException {
        Optional<Refusal> refusal = source.instruct(instruction);
        if (refusal.isEmpty()) {
            return;
        }
        String field = instruction instanceof Instruction.Found ? "initialPeers" : "join";
        ProblemReason reason = refusal.get().reason();
        if (reason == ProblemReason.INVALID_VALUE) {
            throw new InvalidRequestException(field, reason, refusal.get().message());
        }
        throw new ConflictException(field, reason, refusal.get().message());
    }

    @Override
    public List<MemberStatus> members() throws NoQuorumException {
        return source.members();
    }

    @Override
    public void removeMember(String idOrName) throws UnknownNameException, NoQuorumException, ConflictException {
        MemberStatus member = MemberLookup.find(members(), idOrName);
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
    public HealthReport health() {
        return source.health();
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

    /** Commits one command; tells why the log refused it, if it did. */
    private Optional<RefusalCause> propose(Command command) throws NoQuorumException {
        CompletableFuture<Outcome> proposed = proposals.propose(command);
        try {
            Outcome outcome = proposed.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            return outcome instanceof Outcome.Refused(RefusalCause cause) ? Optional.of(cause) : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoQuorumException("the agent is stopping");
        } catch (TimeoutException e) {
            proposed.cancel(false);
            throw new NoQuorumException("no majority of the voters answered in time; the change may still take effect");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new NoQuorumException(String.valueOf(cause.getMessage()));
        }
    }
}
