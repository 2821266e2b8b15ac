package dev.quorumvip.agent.node;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.lease.SessionLease;
import dev.quorumvip.agent.lease.SessionLease.RoundResult;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.protocol.Message.Holding;
import dev.quorumvip.agent.protocol.Message.Knowledge;
import dev.quorumvip.agent.protocol.Message.MemberState;
import dev.quorumvip.agent.protocol.MessagePages.Page;
import dev.quorumvip.agent.protocol.RefusalReason;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Outcome;
import dev.quorumvip.agent.state.RefusalCause;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's session: opens it, renews its lease, and knows what is assigned to it.
 *
 * <pre>
 * After the node became a member: take the next epoch from disk, and propose to open a session with it.
 * After the log accepted that: renew every H.
 * After a voter tells that the log ended the session, or so many voters closed it that none can renew it, or one did and
 *     the others are too few for long: open the next one.
 * After the node was removed from the cluster: none of it, for good.
 * </pre>
 *
 * Nothing may be bound under a session that is not this life's own (DESIGN invariant 7): whenever the session changes,
 * {@link Events#sessionChanged} comes first.
 */
final class SessionDesk {
    private static final Logger LOG = LoggerFactory.getLogger(SessionDesk.class);

    /**
     * A proposal that fails at once has found no Raft peer yet, which a start takes a part of a second to bring up; any
     * other has waited for seconds already.
     */
    private static final Duration OPEN_AGAIN = Duration.ofMillis(25);

    private static final Duration OPEN_AGAIN_AFTER_REFUSAL = Duration.ofSeconds(1);

    /** Longer than a round trip takes; a machine that is slower than that is not helped by more rounds. */
    private static final Duration JUST_DONE = Duration.ofMillis(20);

    /** A replica learns of a commit with the next heartbeat, so being behind for less is no sign of anything. */
    private static final Duration LAG_ALLOWED = Duration.ofSeconds(1);

    /** What the desk needs to know of the agent, and tells it. */
    interface Events {
        boolean eligible();

        /** What VIPs may ask of this node; told to the log with each session. */
        SortedMap<String, String> labels();

        /** The hardware addresses of this node's interfaces; told with them. */
        List<MacAddress> macs();

        long raftIncarnation();

        Page<Holding> holding(long round);

        /** A renewal is about to be sent, to this node's own voter as well. */
        void renewing(Message.Renew renew);

        /** The old session, if any, is over: nothing may be bound under it any more. */
        void sessionChanged();

        /** The lease was prolonged, or assignments changed: bring the interfaces in line. */
        void bringInLine();

        void refused(RefusalReason reason);

        void confirmed(Duration roundTrip, Duration marginLeft);

        void voterSetLearned(VoterSet voters);

        void removedFromCluster();
    }

    private final NodeId self;
    private final UUID clusterId;
    private final AgentLoop loop;
    private final Outbox outbox;
    private final Consensus consensus;
    private final Journal journal;
    private final VoterDesk ownVoter;
    private final Duration leaseDuration;
    private final Duration promise;
    private final Events events;
    private final AssignmentBook book = new AssignmentBook();
    private final Knowledges knowledges = new Knowledges();
    private final Map<NodeId, Long> lastAnswer = new HashMap<>();
    private VoterSet voters;
    private Optional<NodeId> leader = Optional.empty();
    private @Nullable SessionLease lease;
    private long epoch;
    private long openSeenAtIndex;
    private long newestIndexHeard;
    private long renewedAt;
    private long behindSince;
    private boolean behind;
    private boolean opening;
    private boolean stopping;
    private boolean removed;

    SessionDesk(
            NodeId self,
            UUID clusterId,
            VoterSet voters,
            AgentLoop loop,
            Outbox outbox,
            Consensus consensus,
            Journal journal,
            VoterDesk ownVoter,
            Duration leaseDuration,
            Duration promise,
            Events events) {
        this.self = self;
        this.clusterId = clusterId;
        this.voters = voters;
        this.loop = loop;
        this.renewedAt = loop.now() - JUST_DONE.toNanos();
        this.outbox = outbox;
        this.consensus = consensus;
        this.journal = journal;
        this.ownVoter = ownVoter;
        this.leaseDuration = leaseDuration;
        this.promise = promise;
        this.events = events;
    }

    VoterSet voters() {
        return voters;
    }

    Optional<NodeId> leader() {
        return leader;
    }

    @Nullable
    SessionLease lease() {
        return lease;
    }

    long epoch() {
        return epoch;
    }

    /** What this node may bind while its lease is good. */
    List<AssignedVip> wanted() {
        return book.wanted();
    }

    AssignmentBook book() {
        return book;
    }

    /** What this node's replica says of the members. */
    Knowledges knowledges() {
        return knowledges;
    }

    /** How long ago each voter answered this node last, as clock readings. */
    Optional<Long> lastAnswerFrom(NodeId voter) {
        return Optional.ofNullable(lastAnswer.get(voter));
    }

    /** Whether this node's own replica of the log has been behind what voters told for longer than an entry takes. */
    boolean lagsAt(long now) {
        return behind && now - behindSince > LAG_ALLOWED.toNanos();
    }

    /** Opens no session any more; the one there is may be renewed until all is released. */
    void stop() {
        stopping = true;
    }

    /** Every H. */
    void tick() {
        if (removed) {
            return;
        }
        if (lease == null) {
            open();
            return;
        }
        if (lease.doomed() && !lease.validAt(loop.now())) {
            LOG.atWarn().addKeyValue("epoch", epoch).log("a majority of voters closed this session: opening a new one");
            end();
            return;
        }
        if (lease.stuckAt(loop.now())) {
            LOG.atWarn()
                    .addKeyValue("epoch", epoch)
                    .log("a voter closed this session, and no majority of the others answers: opening a new one");
            end();
            return;
        }
        renew();
    }

    /** Sends a renewal round to every voter. */
    void renew() {
        SessionLease current = lease;
        if (current == null || removed) {
            return;
        }
        renewedAt = loop.now();
        long round = current.beginRound(renewedAt);
        Page<Holding> holding = events.holding(round);
        Message.Renew message = new Message.Renew(
                clusterId,
                current.session(),
                round,
                current.voters().version(),
                promise,
                events.eligible(),
                events.raftIncarnation(),
                holding.pages(),
                holding.entries());
        events.renewing(message);
        // Also to newer voters than the round is counted under: they tell whether the session is open in their set.
        Map<NodeId, ClusterAddress> recipients = new TreeMap<>(current.voters().members());
        recipients.putAll(voters.members());
        recipients.remove(self);
        recipients.values().forEach(voter -> outbox.send(voter, message));
        renewWithSelf(message);
    }

    /** For who waits for a newer round: one that has only just been sent will do. */
    void renewUnlessJustDone() {
        if (loop.now() - renewedAt >= JUST_DONE.toNanos()) {
            renew();
        }
    }

    private void renewWithSelf(Message.Renew message) {
        knowledges
                .partAbout(self, consensus.applied(), leader, Optional.of(voters))
                .ifPresent(known -> ownVoter.renew(message, known, reply -> answered(self, reply)));
    }

    /** A voter answered a renewal. */
    void answered(NodeId voter, Message answer) {
        switch (answer) {
            case Message.Ack ack -> acknowledged(voter, ack);
            case Message.Refusal refusal -> refused(voter, refusal);
            case Message other -> throw new IllegalArgumentException("no answer to a renewal: " + other);
        }
    }

    private void acknowledged(NodeId voter, Message.Ack ack) {
        lastAnswer.put(voter, loop.now());
        learn(ack.known());
        SessionLease current = lease;
        if (current == null || !current.session().equals(ack.session())) {
            return;
        }
        long marginBefore = current.remainingAt(loop.now());
        if (current.acknowledged(voter, ack.round(), ack.version()) == RoundResult.CONFIRMED) {
            events.confirmed(Duration.ofNanos(current.sinceConfirmedSend(loop.now())), Duration.ofNanos(marginBefore));
            events.bringInLine();
        }
    }

    private void refused(NodeId voter, Message.Refusal refusal) {
        lastAnswer.put(voter, loop.now());
        SessionLease current = lease;
        if (current == null || !current.session().equals(refusal.session())) {
            learn(refusal.known());
            return;
        }
        events.refused(refusal.reason());
        if (refusal.reason() == RefusalReason.SESSION_CLOSED) {
            current.closed(voter);
        }
        VoterSet before = current.voters();
        learn(refusal.known());
        if (refusal.reason() == RefusalReason.STALE_VOTER_SET && current.voters() != before) {
            renew();
        }
    }

    /** Takes note of committed facts, which may be old, or about a node that had this address before. */
    void learn(Knowledge known) {
        if (removed || !known.about().equals(self)) {
            return;
        }
        if (known.member() == MemberState.REMOVED) {
            removed = true;
            end();
            events.removedFromCluster();
            return;
        }
        if (known.leader().isPresent()) {
            leader = known.leader();
        }
        observeLag(known.appliedIndex());
        learn(known.voters());
        SessionLease current = lease;
        if (current == null) {
            return;
        }
        if (known.openEpoch() == epoch) {
            current.learn(known.voters());
            openSeenAtIndex =
                    openSeenAtIndex == 0 ? known.appliedIndex() : Math.min(openSeenAtIndex, known.appliedIndex());
            if (book.learn(known.assignments())) {
                events.bringInLine();
            }
        } else if (openSeenAtIndex > 0 && known.appliedIndex() > openSeenAtIndex) {
            LOG.atWarn()
                    .addKeyValue("epoch", epoch)
                    .log("the cluster has expired this node's session: opening a new one");
            end();
        }
    }

    /**
     * Takes note of where the voters are; whether this session's acks may be counted under that set is another matter.
     */
    void learn(VoterSet known) {
        if (known.version().compareTo(voters.version()) > 0) {
            voters = known;
            events.voterSetLearned(known);
        }
    }

    private void observeLag(long index) {
        newestIndexHeard = Math.max(newestIndexHeard, index);
        Consensus.Applied applied = consensus.applied();
        boolean now = applied.state().founded() && applied.index() < newestIndexHeard;
        if (now && !behind) {
            behindSince = loop.now();
        }
        behind = now;
    }

    private void end() {
        lease = null;
        openSeenAtIndex = 0;
        book.clear();
        events.sessionChanged();
    }

    private void open() {
        if (opening || stopping || removed) {
            return;
        }
        opening = true;
        journal.nextSessionEpoch(next -> propose(new SessionId(self, next), voters));
    }

    /**
     * @param before the voter set known before this session was first proposed, hence before it can have been opened
     */
    private void propose(SessionId session, VoterSet before) {
        if (stopping || removed) {
            opening = false;
            return;
        }
        consensus
                .propose(List.of(new Command.OpenSession(session), description()))
                .whenComplete((outcomes, failure) -> loop.deliver(() -> {
                    if (outcomes != null && outcomes.getFirst().accepted()) {
                        opened(session, before);
                    } else if (outcomes != null && outcomes.getFirst() instanceof Outcome.Refused(RefusalCause cause)) {
                        openRefused(cause);
                    } else {
                        loop.after(OPEN_AGAIN, () -> propose(session, before));
                    }
                }));
    }

    /** Tells the log anew what this node is like; if that fails, the next session tells it. */
    void describe() {
        if (lease != null) {
            consensus.propose(List.of(description()));
        }
    }

    private Command description() {
        return new Command.DescribeMember(self, events.labels(), events.macs());
    }

    private void opened(SessionId session, VoterSet before) {
        opening = false;
        if (removed) {
            return;
        }
        epoch = session.epoch();
        openSeenAtIndex = 0;
        book.clear();
        events.sessionChanged();
        lease = new SessionLease(session, before, leaseDuration.toNanos());
        LOG.atInfo().addKeyValue("epoch", epoch).log("session opened");
        renew();
    }

    private void openRefused(RefusalCause cause) {
        if (cause == RefusalCause.MEMBER_REMOVED) {
            opening = false;
            removed = true;
            end();
            events.removedFromCluster();
            return;
        }
        LOG.atWarn().addKeyValue("reason", cause).log("the cluster refused to open a session: trying again");
        loop.after(OPEN_AGAIN_AFTER_REFUSAL, () -> opening = false);
    }

    /** Gives a grant back; it is never acted on again, whatever is heard of it. */
    boolean release(GrantNumber grant) {
        return book.release(grant);
    }
}
