package dev.quorumvip.agent.node;

import static dev.quorumvip.agent.node.Sample.A;
import static dev.quorumvip.agent.node.Sample.B;
import static dev.quorumvip.agent.node.Sample.CLUSTER;
import static dev.quorumvip.agent.node.Sample.address;
import static dev.quorumvip.agent.node.Sample.renewal;

import dev.quorumvip.agent.address.SimulatedAddressTable;
import dev.quorumvip.agent.address.SimulatedLinkTable;
import dev.quorumvip.agent.announcement.FrameListener;
import dev.quorumvip.agent.announcement.FramePortException;
import dev.quorumvip.agent.announcement.RouterRole;
import dev.quorumvip.agent.announcement.SimulatedFramePorts;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.holder.Announcer;
import dev.quorumvip.agent.lease.FailoverProfile;
import dev.quorumvip.agent.lease.LeaseTiming;
import dev.quorumvip.agent.lease.PromisedRecord;
import dev.quorumvip.agent.lease.VoterTable;
import dev.quorumvip.agent.membership.VoterRules;
import dev.quorumvip.agent.metrics.AgentMetrics;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.protocol.Message.Holding;
import dev.quorumvip.agent.protocol.Message.Knowledge;
import dev.quorumvip.agent.protocol.Message.MemberState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Node A as a member of the cluster of A, B and C: its real inside, with a scripted log and disk and simulated
 * interfaces.
 */
final class MemberBench implements AutoCloseable {
    static final LeaseTiming TIMING = FailoverProfile.BALANCED.timing();
    private static final int ETH0 = 3;

    final LoopBench loop = new LoopBench();
    final ScriptedConsensus log = new ScriptedConsensus();
    final Outgoing outbox = new Outgoing();
    final SimulatedAddressTable addresses = new SimulatedAddressTable(loop.clock, ETH0);

    /** What its surroundings were told. */
    final List<String> told = new ArrayList<>();

    private final ScriptedJournal journal = new ScriptedJournal();
    private final InCluster cluster;
    private long toldIndex;

    MemberBench() {
        Sample.found(log);
        log.commitAtOnce();
        journal.writeAtOnce();
        SimulatedLinkTable links = new SimulatedLinkTable();
        links.put(SimulatedLinkTable.up(ETH0, "eth0"));
        VoterDesk voterDesk = new VoterDesk(
                new VoterTable(PromisedRecord.blank(), loop.clock.nanos()), journal, loop.clock::nanos, r -> {});
        AgentParts parts = new AgentParts(
                A,
                address(A),
                loop.loop,
                loop.clock,
                InstantSource.fixed(Instant.EPOCH),
                outbox,
                log,
                journal,
                voterDesk,
                addresses,
                links,
                new Announcer(new SimulatedFramePorts(), loop.clock, RouterRole.HOST, new Deaf(), kind -> {}),
                Fence.byAddressLifetime(TIMING, "a test"),
                TIMING,
                "eth0",
                new TreeMap<>(),
                VoterRules.DEFAULT,
                vips -> {},
                new AgentMetrics(AgentMetrics.newRegistry(), "test"));
        cluster = new InCluster(CLUSTER, log.state().voters().orElseThrow(), parts, new Surroundings());
    }

    InCluster cluster() {
        return cluster;
    }

    /** Opens session 1. */
    void start() {
        loop.run(cluster::start);
        moved();
    }

    /** B acknowledges the newest renewal; with A's own vote that is a majority. */
    void confirm() {
        loop.run(cluster.session()::renew);
        Message.Renew newest = outbox.take(Message.Renew.class).getLast();
        Knowledge known = new Knowledge(
                A,
                toldIndex,
                Optional.empty(),
                log.state().voters().orElseThrow(),
                MemberState.MEMBER,
                cluster.session().epoch(),
                List.of());
        loop.run(() -> cluster.received(
                B, address(B), new Message.Ack(CLUSTER, newest.session(), newest.round(), newest.version(), known)));
    }

    /** Lets time pass in which the lease is renewed in time. */
    void confirmedFor(Duration span) {
        Duration left = span;
        Duration step = TIMING.renewInterval();
        while (left.isPositive()) {
            loop.advance(left.compareTo(step) < 0 ? left : step);
            left = left.minus(step);
            confirm();
        }
    }

    /** From now on voters tell of entries that this node's own replica does not have. */
    void behind() {
        toldIndex = 1_000_000;
        confirm();
    }

    /** The log has moved on. */
    void moved() {
        loop.run(cluster::consensusMoved);
    }

    /** A node's renewal arrives. */
    void hear(NodeId node, Holding... holding) {
        loop.run(() -> cluster.received(node, address(node), renewal(node, 1, true, holding)));
    }

    @Override
    public void close() {
        loop.close();
    }

    private final class Surroundings implements InCluster.Owner {
        @Override
        public long raftIncarnation() {
            return 1;
        }

        @Override
        public void voterSetLearned(VoterSet voters) {
            told.add("voters " + voters.version());
        }

        @Override
        public void removed() {
            told.add("removed");
        }

        @Override
        public void fault(String what, Throwable cause) {
            told.add("fault: " + what);
        }
    }

    private static final class Deaf implements FrameListener {
        @Override
        public void onFrame(byte[] frame, Instant receivedAt) {}

        @Override
        public void onFailure(FramePortException failure) {}
    }
}
