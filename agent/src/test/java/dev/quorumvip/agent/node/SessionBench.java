package dev.quorumvip.agent.node;

import static dev.quorumvip.agent.node.Sample.A;
import static dev.quorumvip.agent.node.Sample.B;
import static dev.quorumvip.agent.node.Sample.C;
import static dev.quorumvip.agent.node.Sample.CLUSTER;
import static dev.quorumvip.agent.node.Sample.session;
import static dev.quorumvip.agent.node.Sample.voters;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.lease.PromisedRecord;
import dev.quorumvip.agent.lease.SessionLease;
import dev.quorumvip.agent.lease.VoterTable;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.protocol.Message.Holding;
import dev.quorumvip.agent.protocol.Message.Knowledge;
import dev.quorumvip.agent.protocol.Message.MemberState;
import dev.quorumvip.agent.protocol.MessagePages.Page;
import dev.quorumvip.agent.protocol.RefusalReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A {@link SessionDesk} of node A, whose log, disk and fellow voters the test plays. */
final class SessionBench implements SessionDesk.Events, AutoCloseable {
    static final Duration LEASE = Duration.ofMillis(500);
    static final SortedMap<String, String> LABELS = new TreeMap<>(Map.of("zone", "a"));
    static final List<MacAddress> MACS = List.of(MacAddress.parse("02:00:5e:10:00:01"));
    static final Duration PROMISE = Duration.ofMillis(2_450);

    /** The log index of the entry that opens the first session: it follows the seven of {@link Sample#found}. */
    static final long OPENED_AT = 8;

    private static final VoterSet VOTERS = voters(3, A, B, C);

    final LoopBench loop = new LoopBench();
    final ScriptedConsensus log = new ScriptedConsensus();
    final ScriptedJournal journal = new ScriptedJournal();
    final Outgoing outbox = new Outgoing();

    /** What the desk told, in order. */
    final List<String> told = new ArrayList<>();

    private final SessionDesk desk;

    SessionBench() {
        Sample.found(log);
        VoterDesk ownVoter = new VoterDesk(
                new VoterTable(PromisedRecord.blank(), loop.clock.nanos()), journal, loop.clock::nanos, r -> {});
        desk = new SessionDesk(A, CLUSTER, VOTERS, loop.loop, outbox, log, journal, ownVoter, LEASE, PROMISE, this);
    }

    SessionDesk desk() {
        return desk;
    }

    void tick() {
        loop.run(desk::tick);
    }

    /** The disk is done with all that it was given. */
    void disk() {
        loop.run(journal::confirm);
    }

    /** The loop takes note of what the log has decided. */
    void settle() {
        loop.run(() -> {});
    }

    /** Opens epoch 1 and sends round 1; its own vote is not on disk yet. */
    void open() {
        tick();
        disk();
        log.takeProposed();
        log.commit();
        settle();
    }

    /** The same, with round 1 confirmed by B and by the node itself. */
    void openAndConfirm() {
        open();
        disk();
        ack(B, 1);
    }

    void ack(NodeId voter, long round) {
        ack(voter, round, VOTERS.version());
    }

    void ack(NodeId voter, long round, VoterSetVersion version) {
        loop.run(() -> desk.answered(
                voter,
                new Message.Ack(CLUSTER, session(A, desk.epoch()), round, version, known(OPENED_AT, desk.epoch()))));
    }

    void refuse(NodeId voter, RefusalReason reason, Knowledge known) {
        loop.run(() -> desk.answered(voter, new Message.Refusal(CLUSTER, session(A, desk.epoch()), 1, reason, known)));
    }

    void learn(Knowledge known) {
        loop.run(() -> desk.learn(known));
    }

    Knowledge known(long index, long openEpoch, AssignedVip... assigned) {
        return new Knowledge(A, index, Optional.empty(), VOTERS, MemberState.MEMBER, openEpoch, List.of(assigned));
    }

    Knowledge known(long index, long openEpoch, VoterSet voters) {
        return new Knowledge(A, index, Optional.empty(), voters, MemberState.MEMBER, openEpoch, List.of());
    }

    boolean valid() {
        SessionLease lease = desk.lease();
        return lease != null && lease.validAt(loop.clock.nanos());
    }

    @Override
    public void close() {
        loop.close();
    }

    @Override
    public boolean eligible() {
        return true;
    }

    @Override
    public SortedMap<String, String> labels() {
        return LABELS;
    }

    @Override
    public List<MacAddress> macs() {
        return MACS;
    }

    @Override
    public long raftIncarnation() {
        return 42;
    }

    @Override
    public Page<Holding> holding(long round) {
        return new Page<>(1, List.of());
    }

    @Override
    public void renewing(Message.Renew renew) {}

    @Override
    public void refused(RefusalReason reason) {
        told.add("refused " + reason);
    }

    @Override
    public void sessionChanged() {
        told.add("session changed");
    }

    @Override
    public void bringInLine() {
        told.add("bring in line");
    }

    @Override
    public void confirmed(Duration roundTrip, Duration marginLeft) {
        told.add("confirmed");
    }

    @Override
    public void voterSetLearned(VoterSet voters) {
        told.add("voters " + voters.version());
    }

    @Override
    public void removedFromCluster() {
        told.add("removed");
    }
}
