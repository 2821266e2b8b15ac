package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import dev.quorumvip.agent.consensus.ConsensusFailure;
import dev.quorumvip.agent.consensus.RatisConfig;
import dev.quorumvip.agent.consensus.RatisConsensus;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.events.ClusterEvents;
import dev.quorumvip.agent.events.EventLog;
import dev.quorumvip.agent.node.Journal.Belonging;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.tls.TlsIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts, replaces and stops this node's Raft peer, off the agent's loop, because that takes up to seconds.
 *
 * <p>Public methods run on the loop.
 */
final class RaftHome {
    private static final Logger LOG = LoggerFactory.getLogger(RaftHome.class);

    /** How long a peer that votes no more is left for the leader to remove before it starts anew. */
    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(3);

    /** What happens to the peer; on the loop, but for {@link #answer}. */
    interface Events {
        /** Something was applied, or leadership changed. */
        void moved();

        /** The group goes on without this peer. */
        void leftGroup();

        /** The leader's view of the cluster, for a node that asks; on a thread of the consensus. */
        byte[] answer();
    }

    private final NodeId self;
    private final ClusterAddress address;
    private final String name;
    private final SortedMap<String, VipDefinition> foundingVips;
    private final RatisConfig.Timing timing;
    private final Path directory;
    private final Optional<TlsIdentity> tls;
    private final SwitchedConsensus consensus;
    private final AgentLoop loop;
    private final FaultHandler faults;
    private final EventLog eventLog;
    private final Events events;
    private final AgentLoop.Signal moved;
    private final ExecutorService starter = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("raft-start").daemon().factory());
    private SortedMap<NodeId, RaftMember> voters = new TreeMap<>();
    private boolean watching;

    RaftHome(
            NodeId self,
            ClusterAddress address,
            String name,
            SortedMap<String, VipDefinition> foundingVips,
            RatisConfig.Timing timing,
            Path directory,
            Optional<TlsIdentity> tls,
            SwitchedConsensus consensus,
            AgentLoop loop,
            FaultHandler faults,
            EventLog eventLog,
            Events events) {
        this.self = self;
        this.address = address;
        this.name = name;
        this.foundingVips = foundingVips;
        this.timing = timing;
        this.directory = directory;
        this.tls = tls;
        this.consensus = consensus;
        this.loop = loop;
        this.faults = faults;
        this.eventLog = eventLog;
        this.events = events;
        this.moved = loop.signal(events::moved);
    }

    void start(Belonging belonging) {
        boolean founder = foundedHere(belonging);
        SortedMap<NodeId, RaftMember> known = voters;
        starter.execute(() -> {
            RatisConfig config = new RatisConfig(
                    self,
                    address,
                    belonging.clusterId(),
                    directory,
                    belonging.raftIncarnation(),
                    founder ? RatisConfig.Start.FOUND : RatisConfig.Start.JOIN,
                    known,
                    timing,
                    tls);
            RatisConsensus peer = new RatisConsensus(config, new Listener(), question -> events.answer());
            try {
                peer.start();
            } catch (ConsensusFailure e) {
                faults.fault("the Raft peer cannot start", e);
                return;
            }
            loop.deliver(() -> {
                consensus.use(peer);
                consensus.useVoters(voters);
                LOG.atInfo()
                        .addKeyValue("incarnation", belonging.raftIncarnation())
                        .log("Raft peer started");
                if (founder) {
                    Command.Found found = new Command.Found(belonging.clusterId(), self, name, address);
                    new FirstEntries(loop, consensus, found, foundingVips).propose();
                }
                events.moved();
            });
        });
    }

    /** Stops the peer there is, and starts one of another incarnation. */
    void restart(Belonging belonging) {
        stop();
        start(belonging);
    }

    void stop() {
        Consensus former = consensus.use(null);
        if (former != null) {
            starter.execute(former::close);
        }
    }

    /** Whether there is a peer now: not before the first has started, nor while it is replaced by a new one. */
    boolean running() {
        return consensus.inUse();
    }

    void useVoters(VoterSet known) {
        SortedMap<NodeId, RaftMember> next = new TreeMap<>();
        known.members().forEach((node, where) -> {
            RaftMember member = consensus.raftMembers().get(node);
            next.put(node, member == null ? new RaftMember(where, 1) : member);
        });
        voters = next;
        consensus.useVoters(next);
    }

    /**
     * A peer that was away while it was replaced believes for ever that it votes, since nobody tells it otherwise: if
     * its log still says so a while after a newer voter set without this node was heard of, {@code action} is called.
     */
    void watchOwnVote(VoterSet known, Runnable action) {
        if (known.contains(self) || watching || !believesToVote(known)) {
            return;
        }
        watching = true;
        loop.after(LEAVE_WITHIN, () -> {
            watching = false;
            if (believesToVote(known)) {
                action.run();
            }
        });
    }

    private boolean believesToVote(VoterSet known) {
        ClusterState state = consensus.applied().state();
        return state.isVoter(self)
                && state.voters()
                        .filter(v -> v.version().compareTo(known.version()) < 0)
                        .isPresent();
    }

    /** Only the founder's own first peer begins a log; its record names nobody else until others vote. */
    private boolean foundedHere(Belonging belonging) {
        return belonging.raftIncarnation() == 1 && belonging.contacts().equals(List.of(address.toString()));
    }

    private final class Listener implements Consensus.Listener {
        /** The loop first: what has to be done waits for it, and what is told of it for nobody. */
        @Override
        public void applied(ClusterState before, Consensus.Applied now) {
            moved.raise();
            eventLog.append(now.index(), ClusterEvents.between(now.index(), before, now.state()));
        }

        @Override
        public void restored(Consensus.Applied now) {
            moved.raise();
            eventLog.restored(now.index());
        }

        @Override
        public void leadershipChanged(Consensus.Leadership leadership) {
            moved.raise();
        }

        @Override
        public void failed(ConsensusFailure failure) {
            faults.fault("the Raft peer cannot go on", failure);
        }

        @Override
        public void removedFromGroup() {
            loop.deliver(events::leftGroup);
        }
    }
}
