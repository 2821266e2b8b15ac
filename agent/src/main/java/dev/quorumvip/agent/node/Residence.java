package dev.quorumvip.agent.node;

import dev.quorumvip.agent.address.NetworkEvent;
import dev.quorumvip.agent.announcement.NeighbourMessage;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.config.AgentConfig;
import dev.quorumvip.agent.consensus.RatisConfig;
import dev.quorumvip.agent.events.EventLog;
import dev.quorumvip.agent.founding.FoundingMachine;
import dev.quorumvip.agent.founding.Instruction;
import dev.quorumvip.agent.health.VipChange;
import dev.quorumvip.agent.node.InstructionDesk.Standing;
import dev.quorumvip.agent.node.Journal.Belonging;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.rest.ControlPlane;
import dev.quorumvip.api.HealthReport;
import dev.quorumvip.api.MembershipState;
import dev.quorumvip.tls.TlsIdentity;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where this node lives: in no cluster yet, in one, or in one no more.
 *
 * <pre>
 * After a start without a record of a cluster: {@link JoinDesk} looks for one, or founds one.
 * After the cluster is known: that is written down, and the Raft peer starts.
 * After the voters are known, too: {@link InCluster} takes over.
 * After the cluster has removed this node: nothing is held, and the record says so for good.
 * </pre>
 *
 * All methods run on the agent's loop.
 */
final class Residence {
    private static final Logger LOG = LoggerFactory.getLogger(Residence.class);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final AgentParts parts;
    private final AgentConfig config;
    private final ClusterAddress address;
    private final EventLog events = new EventLog(EventLog.CAPACITY);
    private final RaftHome raft;
    private final FaultHandler faults;
    private final Instant startedAt;
    private final AgentLoop loop;
    private final JoinDesk joining;
    private final InstructionDesk instructions;
    private boolean begun;
    private @Nullable Belonging belonging;
    private volatile @Nullable InCluster cluster;
    private @Nullable DoorDesk door;
    private Optional<VoterSet> votersHeard = Optional.empty();
    private boolean removed;
    private boolean stopping;
    private boolean warnedOfOtherCluster;

    /**
     * What the data directory remembers of this node's way into a cluster.
     *
     * @param told what it was told
     * @param former who it was before it became another node, if that one was in a cluster
     * @param founding takes part in founding a cluster with these peers, and remembers what was promised in that
     */
    record Past(
            Optional<Instruction> told,
            Optional<NodeId> former,
            Function<List<ClusterAddress>, FoundingMachine> founding) {}

    Residence(
            AgentParts parts,
            SwitchedConsensus consensus,
            AgentConfig config,
            Path raftDirectory,
            Optional<TlsIdentity> tls,
            FaultHandler faults,
            Instant startedAt,
            Past past) {
        this.parts = parts;
        this.config = config;
        this.address = parts.address();
        this.faults = faults;
        this.startedAt = startedAt;
        this.loop = parts.loop();
        this.raft = new RaftHome(
                parts.self(),
                parts.address(),
                config.nodeName(),
                config.foundingVips(),
                RatisConfig.Timing.forLease(config.timing().leaseDuration()),
                raftDirectory,
                tls,
                consensus,
                loop,
                faults,
                events,
                new RaftHome.Events() {
                    @Override
                    public void moved() {
                        consensusMoved();
                    }

                    @Override
                    public void leftGroup() {
                        becomeNewRaftPeer();
                    }

                    @Override
                    public byte[] answer() {
                        return Views.answer(loop.ask(Residence.this::localView));
                    }
                });
        this.joining = new JoinDesk(
                parts.self(),
                config.nodeName(),
                parts.address(),
                past.former(),
                config.awaitFounding(),
                loop,
                parts.outbox(),
                parts.journal(),
                new JoinDesk.Owner() {
                    @Override
                    public void found(UUID clusterId) {
                        belong(new Belonging(clusterId, List.of(address.toString()), 1, false));
                    }

                    @Override
                    public boolean joined(UUID clusterId, VoterSet voters) {
                        return letIn(clusterId, voters);
                    }
                });
        this.instructions = new InstructionDesk(
                address, config.awaitFounding(), past.told(), parts.journal(), new InstructionDesk.Way() {
                    @Override
                    public void found(List<ClusterAddress> peers) {
                        if (!stopping) {
                            foundWithPeers(past.founding().apply(peers));
                        }
                    }

                    @Override
                    public void join(List<ClusterAddress> members) {
                        if (!stopping) {
                            Residence.this.join(members);
                        }
                    }
                });
    }

    /** A member goes on, after a restart. */
    void resume(Belonging known) {
        begun = true;
        if (known.removed()) {
            faults.fault(
                    "this node was removed from its cluster: empty its data directory to let it join as a new member",
                    new IllegalStateException("node " + parts.self() + " was removed"));
            return;
        }
        belonging = known;
        raft.start(known);
        lookForVoters(contacts(known));
    }

    /** Waits to be told how to get into a cluster, or goes on with what it was told before a restart. */
    void awaitInstruction() {
        begun = true;
        instructions.resume();
    }

    /** Takes an instruction; completes once it is on disk, or with the reason why it was not taken. */
    CompletableFuture<Optional<InstructionDesk.Refusal>> instruct(Instruction instruction) {
        return begun
                ? instructions.instruct(instruction, standing())
                : CompletableFuture.failedFuture(new IllegalStateException("this node is starting"));
    }

    private Standing standing() {
        Belonging known = belonging;
        if (removed) {
            return new Standing.Removed();
        }
        if (known != null) {
            return new Standing.Member(known.clusterId());
        }
        return new Standing.InNoCluster();
    }

    void foundWithPeers(FoundingMachine machine) {
        begun = true;
        joining.foundWithPeers(machine);
    }

    void foundAlone() {
        begun = true;
        joining.foundAlone(UUID.randomUUID());
    }

    void join(List<ClusterAddress> members) {
        begun = true;
        joining.join(members);
    }

    void received(NodeId sender, ClusterAddress from, Message message) {
        if (removed || sender.equals(parts.self())) {
            return;
        }
        Belonging known = belonging;
        if (known == null) {
            joining.received(sender, from, message);
            return;
        }
        switch (message) {
            case Message.InCluster inside
            when !inside.clusterId().equals(known.clusterId()) -> strangeCluster(sender, from);
            case Message.InCluster inside -> inside(sender, from, inside);
            case Message.Join join -> knock(join);
            case Message.JoinReply reply -> joining.received(sender, from, reply);
            case Message.Founding founding -> tellOfCluster(from, known);
        }
    }

    /** Whether what the segment says about {@code ip} is of interest; from any thread. */
    boolean listensFor(InetAddress ip) {
        InCluster inside = cluster;
        return inside != null && inside.segment().listensFor(ip);
    }

    /** Something was said about an address on the segment. */
    void heard(NeighbourMessage message) {
        if (cluster != null) {
            cluster.heard(message);
        }
    }

    void healthChanged(VipChange change) {
        if (cluster != null) {
            cluster.healthChanged(change);
        }
    }

    void observe(NetworkEvent event) {
        if (cluster != null) {
            cluster.observe(event);
        }
    }

    /** Gives everything back; completes when the log has it. */
    CompletableFuture<Void> stop() {
        stopping = true;
        joining.stop();
        return cluster == null ? CompletableFuture.completedFuture(null) : cluster.stop();
    }

    /** @param health what this node's health checks have come to */
    ControlPlane controlPlane(Supplier<HealthReport> health) {
        return new AgentControlPlane(
                parts.consensus(),
                new AgentSource(
                        loop,
                        new StatusReport(parts, config, address, startedAt, this),
                        parts.consensus(),
                        health,
                        events,
                        this::instruct),
                parts.timing());
    }

    MembershipState state() {
        if (removed) {
            return MembershipState.REMOVED;
        }
        if (cluster != null) {
            return MembershipState.MEMBER;
        }
        // A founder that is alone in its cluster asks nobody: it looks into its own log.
        return belonging != null && joining.state() == MembershipState.UNFORMED
                ? MembershipState.JOINING
                : joining.state();
    }

    /** What keeps this node out of a cluster, for people. */
    String waitingFor() {
        return joining.waitingFor();
    }

    Optional<InCluster> cluster() {
        return Optional.ofNullable(cluster);
    }

    /** Whether this node can speak with the cluster's log now. */
    boolean raftRuns() {
        return raft.running();
    }

    Optional<UUID> clusterId() {
        return Optional.ofNullable(belonging).map(Belonging::clusterId);
    }

    private StatusDesk.View localView() {
        InCluster now = cluster;
        if (now == null) {
            throw new IllegalStateException("this node does not know the cluster's voters yet");
        }
        return new StatusDesk(parts.self(), parts.consensus(), StatusReport.heardSpan(parts.timing()))
                .view(now, loop.now());
    }

    private boolean letIn(UUID clusterId, VoterSet voters) {
        if (belonging != null && !belonging.clusterId().equals(clusterId)) {
            return false;
        }
        votersHeard = Optional.of(voters);
        if (belonging == null) {
            belong(new Belonging(clusterId, contacts(voters), 1, false));
        } else {
            settleIn(voters);
        }
        return true;
    }

    private void belong(Belonging now) {
        belonging = now;
        parts.journal().membership(now, () -> {
            LOG.atInfo().addKeyValue("cluster", now.clusterId()).log("this node belongs to a cluster");
            raft.start(now);
            votersHeard.ifPresentOrElse(this::settleIn, () -> lookForVoters(List.of()));
        });
    }

    /** The voters are in this node's own log, or a member knows them. */
    private void lookForVoters(List<ClusterAddress> members) {
        if (members.stream().anyMatch(m -> !m.equals(address))) {
            joining.join(members);
        }
        pollOwnLog();
    }

    private void pollOwnLog() {
        if (cluster == null && !stopping && !removed) {
            parts.consensus()
                    .applied()
                    .state()
                    .voters()
                    .ifPresentOrElse(this::settleIn, () -> loop.after(LOOK_AGAIN, this::pollOwnLog));
        }
    }

    private void settleIn(VoterSet voters) {
        Belonging known = belonging;
        if (cluster != null || known == null || stopping || removed) {
            return;
        }
        joining.stop();
        InCluster inside = new InCluster(known.clusterId(), voters, parts, new Neighbourhood());
        cluster = inside;
        door = new DoorDesk(
                known.clusterId(),
                loop,
                parts.outbox(),
                parts.consensus(),
                () -> inside.session().voters());
        voterSetLearned(voters);
        inside.start();
        consensusMoved();
    }

    private void inside(NodeId sender, ClusterAddress from, Message.InCluster message) {
        if (cluster != null) {
            cluster.received(sender, from, message);
        } else if (message instanceof Message.Beacon beacon) {
            settleIn(beacon.voters());
        } else if (message instanceof Message.Close close) {
            // Even before it knows the voters, a voter keeps its word and can give it.
            parts.voterDesk().close(close, reply -> parts.outbox().send(from, reply));
        } else if (message instanceof Message.Settle settle) {
            parts.voterDesk().settle(settle, reply -> parts.outbox().send(from, reply));
        }
    }

    private void knock(Message.Join join) {
        if (door != null) {
            door.knock(join);
        }
    }

    private void tellOfCluster(ClusterAddress from, Belonging known) {
        if (cluster != null) {
            parts.outbox()
                    .send(
                            from,
                            new Message.Beacon(
                                    known.clusterId(), cluster.session().voters()));
        }
    }

    private void strangeCluster(NodeId sender, ClusterAddress from) {
        parts.metrics().datagramDropped("other_cluster");
        if (!warnedOfOtherCluster) {
            warnedOfOtherCluster = true;
            LOG.atWarn()
                    .addKeyValue("node", sender)
                    .addKeyValue("address", from)
                    .log(
                            "an agent of another cluster speaks to this one, with the same secret: its datagrams are dropped");
        }
    }

    private void consensusMoved() {
        parts.metrics()
                .leadership(
                        parts.consensus().leadership().leading(),
                        parts.consensus().leadership().term());
        if (cluster != null) {
            cluster.consensusMoved();
        }
    }

    private void voterSetLearned(VoterSet voters) {
        raft.useVoters(voters);
        Belonging known = belonging;
        if (known != null && !known.contacts().equals(contacts(voters))) {
            write(new Belonging(known.clusterId(), contacts(voters), known.raftIncarnation(), known.removed()));
        }
        raft.watchOwnVote(voters, this::becomeNewRaftPeer);
    }

    /** A peer that left the group comes back to it only as a new one, with an empty log. */
    private void becomeNewRaftPeer() {
        Belonging known = belonging;
        if (known == null || removed || stopping) {
            return;
        }
        Belonging next =
                new Belonging(known.clusterId(), known.contacts(), known.raftIncarnation() + 1, known.removed());
        LOG.atInfo().addKeyValue("incarnation", next.raftIncarnation()).log("this node's Raft peer starts anew");
        belonging = next;
        parts.journal().membership(next, () -> raft.restart(next));
    }

    private void write(Belonging next) {
        belonging = next;
        parts.journal().membership(next, () -> {});
    }

    private static List<String> contacts(VoterSet voters) {
        return voters.members().values().stream().map(ClusterAddress::toString).toList();
    }

    private static List<ClusterAddress> contacts(Belonging known) {
        return known.contacts().stream().map(ClusterAddress::parse).toList();
    }

    /** What the cluster's inside tells its surroundings. */
    private final class Neighbourhood implements InCluster.Owner {
        @Override
        public long raftIncarnation() {
            Belonging known = belonging;
            return known == null ? 1 : known.raftIncarnation();
        }

        @Override
        public void voterSetLearned(VoterSet voters) {
            Residence.this.voterSetLearned(voters);
        }

        @Override
        public void removed() {
            Belonging known = belonging;
            if (removed || known == null) {
                return;
            }
            removed = true;
            LOG.error(
                    "this node was removed from the cluster: it holds nothing any more. Empty its data directory to let it join as a new member");
            parts.journal()
                    .membership(
                            new Belonging(known.clusterId(), known.contacts(), known.raftIncarnation(), true),
                            raft::stop);
        }

        @Override
        public void fault(String what, Throwable cause) {
            faults.fault(what, cause);
        }
    }
}
