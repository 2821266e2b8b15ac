package dev.quorumvip.agent.node;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.address.NetworkEvent;
import dev.quorumvip.agent.announcement.NeighbourMessage;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.health.VipChange;
import dev.quorumvip.agent.holder.AddressKeeper;
import dev.quorumvip.agent.holder.Held;
import dev.quorumvip.agent.holder.HolderListener;
import dev.quorumvip.agent.lease.SessionLease;
import dev.quorumvip.agent.netlink.NetlinkException;
import dev.quorumvip.agent.node.AbilityDesk.Defined;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.protocol.Message.Claimant;
import dev.quorumvip.agent.protocol.Message.Holding;
import dev.quorumvip.agent.protocol.Message.Inability;
import dev.quorumvip.agent.protocol.Message.Timing;
import dev.quorumvip.agent.protocol.MessagePages;
import dev.quorumvip.agent.protocol.MessagePages.Page;
import dev.quorumvip.agent.protocol.RefusalReason;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Transition;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.agent.state.Vip;
import dev.quorumvip.agent.state.VipChanges;
import dev.quorumvip.agent.state.VipChanges.Changed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent as a member of a cluster: ties session, voter, leader and holder together, and passes each datagram to the
 * desk it concerns.
 */
final class InCluster implements SessionDesk.Events, HolderListener, SegmentDesk.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(InCluster.class);

    /** What happens here that the agent around it has to act on. */
    interface Owner {
        long raftIncarnation();

        void voterSetLearned(VoterSet voters);

        /** The cluster has removed this node for good. */
        void removed();

        /** Something that must never happen did: take everything off and end the process. */
        void fault(String what, Throwable cause);
    }

    private final NodeId self;
    private final UUID clusterId;
    private final AgentParts parts;
    private final Owner owner;
    private final AddressKeeper keeper;
    private final SessionDesk session;
    private final LeaderDesk leader;
    private final ReleaseDesk releases;
    private final AbilityDesk abilities;
    private final SegmentDesk segment;
    private final DefinitionsFeed definitions;
    private final DefinitionRules rules = new DefinitionRules();
    private final PeerAbilities peerAbilities = new PeerAbilities();
    private final TakeoverReport takeovers;
    private final HeldGauges heldGauges;
    private final Alarm announcements;
    private final PeerView peers = new PeerView();
    private final Map<NodeId, Boolean> answering = new HashMap<>();
    private ClusterState lastSeen = ClusterState.unfounded();
    private List<Holding> holdings = List.of();
    private boolean stopping;
    private boolean usable;
    private boolean leaseWasValid;

    InCluster(UUID clusterId, VoterSet voters, AgentParts parts, Owner owner) {
        this.self = parts.self();
        this.clusterId = clusterId;
        this.parts = parts;
        this.owner = owner;
        this.keeper = new AddressKeeper(
                parts.addresses(),
                parts.links(),
                parts.announcer(),
                parts.clock(),
                parts.wallClock(),
                parts.fence().gates(),
                parts.fence().plan(),
                parts.interfaceName(),
                rules,
                this);
        this.segment = new SegmentDesk(parts, keeper, this);
        this.heldGauges = new HeldGauges(parts.metrics());
        this.releases = new ReleaseDesk(parts.loop(), parts.consensus(), this::tellLeader);
        this.takeovers = new TakeoverReport(parts.loop(), parts.consensus(), this::tellLeader);
        this.session = new SessionDesk(
                self,
                clusterId,
                voters,
                parts.loop(),
                parts.outbox(),
                parts.consensus(),
                parts.journal(),
                parts.voterDesk(),
                parts.timing().leaseDuration(),
                parts.fence().plan().promise(),
                this);
        this.announcements = new Alarm(parts.loop(), this::announce);
        this.abilities = new AbilityDesk(
                parts.loop(), parts.timing(), parts.checks(), keeper::withoutInterface, this::tellAbilities);
        this.definitions =
                new DefinitionsFeed(self, parts.loop(), parts.consensus(), this::defined, segment::membersAre);
        Duration lease = parts.timing().leaseDuration();
        this.leader = new LeaderDesk(
                self,
                parts.loop(),
                parts.wallClock(),
                parts.outbox(),
                parts.consensus(),
                parts.voterDesk(),
                peers,
                peerAbilities,
                lease.multipliedBy(2),
                lease,
                parts.voterRules());
    }

    /** Begins the periodic work; from the loop's thread. */
    void start() {
        usable = keeper.interfaceUsable();
        parts.loop().every(parts.timing().renewInterval(), this::renewTick);
        definitions.start();
        leader.tick();
        scheduleDeadline();
    }

    /** A datagram of this cluster has arrived. */
    void received(NodeId sender, ClusterAddress from, Message.InCluster message) {
        switch (message) {
            case Message.Renew renew -> renewal(sender, from, renew);
            case Message.Ack ack -> session.answered(sender, ack);
            case Message.Refusal refusal -> session.answered(sender, refusal);
            case Message.Notice notice -> session.learn(notice.known());
            case Message.Close close -> parts.voterDesk().close(close, reply -> send(from, reply));
            case Message.CloseReply reply -> leader.closeAnswered(sender, reply);
            case Message.Released released -> leader.released(sender, released);
            case Message.Abilities said -> abilitiesHeard(sender, said);
            case Message.Timings timings -> leaderTook(sender, timings);
            case Message.Conflict conflict -> leader.conflictSeen(sender, conflict);
            case Message.Settle settle -> parts.voterDesk().settle(settle, reply -> send(from, reply));
            case Message.SettleReply reply -> leader.settleAnswered(sender, reply);
            case Message.Beacon beacon -> session.learn(beacon.voters());
        }
    }

    /** The log has moved on, or leadership has. */
    void consensusMoved() {
        Consensus.Applied applied = parts.consensus().applied();
        leader.observe(applied.state());
        applied.state()
                .member(self)
                .filter(me -> !me.address().equals(parts.address()))
                .ifPresent(me -> owner.fault(
                        "this node's cluster address has changed: remove it from the cluster and empty its data directory, and it joins as a new member",
                        new IllegalStateException(
                                "--bind-cluster is " + parts.address() + ", but the cluster knows " + me.address())));
        List<Changed> changes = VipChanges.between(lastSeen, applied.state());
        // Others first: what this node has to bind of its own takes a while.
        if (leader.leading()) {
            notice(applied.state(), changes);
        }
        knowledgeAbout(self).ifPresent(session::learn);
        if (lastSeen.founded()) {
            countTransitions(changes);
            measureOutages(changes);
        }
        lastSeen = applied.state();
        parts.metrics().settling(lastSeen.settling().isPresent());
        heldGauges.observe(changes);
        peers.retain(applied.state().members().keySet());
        peerAbilities.retain(applied.state().members().keySet());
        definitions.observe(applied.state());
        segment.observe(applied.state());
        leader.tick();
    }

    /** Something was said about an address on the segment. */
    void heard(NeighbourMessage message) {
        segment.heard(message);
    }

    /** The checks of a VIP have come to something else on this node. */
    void healthChanged(VipChange change) {
        LOG.atInfo()
                .addKeyValue("vip", change.vip())
                .addKeyValue("from", change.before())
                .addKeyValue("to", change.after())
                .addKeyValue("reason", change.reason())
                .log("this node's health for the VIP changed");
        abilities.healthChanged(change.vip(), change.after());
        parts.metrics().healths(abilities.passing());
    }

    /** Something happened to the interfaces. */
    void observe(NetworkEvent event) {
        if (event instanceof NetworkEvent.LinkRemoved(int index, String name)) {
            parts.announcer().forget(name);
        }
        keeper.observe(event, session.lease());
        abilities.interfacesChanged();
        if (event instanceof NetworkEvent.LinkChanged && segment.linksChanged()) {
            session.describe();
        }
        announce();
        if (event instanceof NetworkEvent.AddressRemoved) {
            return;
        }
        boolean now = keeper.interfaceUsable();
        if (now != usable) {
            usable = now;
            LOG.atWarn()
                    .addKeyValue("interface", parts.interfaceName())
                    .log(
                            now
                                    ? "the interface can be used again"
                                    : "the interface cannot be used: no VIP can be held here");
            session.renew();
        }
    }

    /** Takes every address off and gives every grant back; completes when the log has it. */
    CompletableFuture<Void> stop() {
        stopping = true;
        session.stop();
        SessionLease lease = session.lease();
        keeper.letGoAll("this agent is stopping");
        session.renew();
        if (lease != null) {
            session.book().all().forEach(vip -> giveBack(vip, TransitionReason.NODE_STOPPING));
        }
        return releases.allDone().thenCompose(released -> leader.handOver());
    }

    /** Takes every address off, whatever else fails. */
    void letGoAll(String why) {
        keeper.letGoAll(why);
    }

    SessionDesk session() {
        return session;
    }

    PeerAbilities peerAbilities() {
        return peerAbilities;
    }

    /** For people; nothing is decided by it. */
    Instant wallNow() {
        return Instant.ofEpochMilli(parts.wallClock().millis());
    }

    SegmentDesk segment() {
        return segment;
    }

    PeerView peers() {
        return peers;
    }

    UUID clusterId() {
        return clusterId;
    }

    boolean leads() {
        return leader.leading();
    }

    boolean interfaceUsable() {
        return usable;
    }

    /** What is on an interface here under this grant. */
    Optional<Held> held(GrantNumber grant) {
        return keeper.held(grant);
    }

    /** What of it is held without a lease, as its definition asks. */
    List<Held> kept() {
        return keeper.kept();
    }

    // What the session asks and tells.

    @Override
    public boolean eligible() {
        return usable && !stopping;
    }

    @Override
    public SortedMap<String, String> labels() {
        return parts.labels();
    }

    @Override
    public List<MacAddress> macs() {
        return segment.ownMacs();
    }

    @Override
    public long raftIncarnation() {
        return owner.raftIncarnation();
    }

    @Override
    public Page<Holding> holding(long round) {
        return MessagePages.holding(holdings, round);
    }

    @Override
    public void renewing(Message.Renew renew) {
        peers.heard(renew, parts.address(), parts.loop().now());
    }

    @Override
    public void sessionChanged() {
        keeper.letGoAll("the session is over");
        segment.clear();
        releases.forgetAll();
        abilities.sessionOpened();
        takeovers.clear();
    }

    @Override
    public void bringInLine() {
        List<AssignedVip> revoked = session.book().revoked();
        if (!revoked.isEmpty()) {
            keeper.letGo(revoked.stream().map(AssignedVip::grant).toList(), "the cluster asks for it back");
            revoked.forEach(vip -> giveBack(vip, TransitionReason.VIP_CHANGED));
        }
        if (stopping) {
            session.book().all().forEach(vip -> giveBack(vip, TransitionReason.NODE_STOPPING));
        }
        List<AssignedVip> wanted = session.wanted();
        takeovers.learned(wanted);
        boolean roundTooOld = keeper.keep(segment.bindable(wanted), session.lease());
        if (roundTooOld) {
            session.renewUnlessJustDone();
        }
        observeLease();
        announce();
    }

    @Override
    public void confirmed(Duration roundTrip, Duration marginLeft) {
        parts.metrics().renewalAcknowledged(roundTrip);
        parts.metrics().leaseExtended(marginLeft);
    }

    @Override
    public void refused(RefusalReason reason) {
        parts.metrics().renewalRefused(reason.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void voterSetLearned(VoterSet voters) {
        owner.voterSetLearned(voters);
    }

    @Override
    public void removedFromCluster() {
        keeper.letGoAll("this node was removed from the cluster");
        owner.removed();
    }

    // What the holder's side tells.

    @Override
    public void boundChanged(Collection<Held> held) {
        holdings = held.stream().map(StatusDesk::holding).toList();
        parts.journal().bound(held);
        segment.holds(held);
        countHeld();
    }

    @Override
    public void keptChanged(Collection<Held> kept) {
        countHeld();
    }

    @Override
    public void bound(AssignedVip vip) {
        takeovers.bound(vip);
    }

    @Override
    public void announced(AssignedVip vip) {
        takeovers.announced(vip);
    }

    @Override
    public void refusedByKernel(IOException why) {
        if (why instanceof NetlinkException refusal) {
            parts.metrics().netlinkError(refusal.errno());
        }
    }

    @Override
    public void cannotHold(AssignedVip vip, TransitionReason reason) {
        LOG.atWarn()
                .addKeyValue("vip", vip.vip())
                .addKeyValue("grant", vip.grant())
                .addKeyValue("reason", reason)
                .log("this node cannot hold the VIP: giving it back");
        giveBack(vip, reason);
    }

    @Override
    public void unbindFailed(Held held, Exception cause) {
        owner.fault("cannot take " + held.addresses() + " off " + held.link().name(), cause);
    }

    @Override
    public void fenceFailed(Exception cause) {
        owner.fault("the kernel's fence cannot be kept up", cause);
    }

    private void defined(SortedMap<String, Defined> known, long upTo) {
        rules.learn(known);
        abilities.learn(known, upTo);
        parts.metrics().healths(abilities.passing());
        keeper.rulesChanged();
        announce();
    }

    private void giveBack(AssignedVip vip, TransitionReason reason) {
        SessionLease lease = session.lease();
        if (lease != null && session.release(vip.grant())) {
            releases.release(vip, lease.session(), reason);
        }
    }

    @Override
    public void refuse(AssignedVip vip) {
        giveBack(vip, TransitionReason.ADDRESS_CONFLICT);
    }

    @Override
    public void tellLeader(String vip, Optional<Claimant> claimant) {
        SessionLease lease = session.lease();
        if (lease == null) {
            return;
        }
        Message.Conflict conflict = new Message.Conflict(clusterId, lease.session(), vip, claimant);
        if (leader.leading()) {
            leader.conflictSeen(self, conflict);
        } else {
            leaderAddress().ifPresent(address -> send(address, conflict));
        }
    }

    private boolean tellLeader(AssignedVip vip, SessionId open, TransitionReason reason) {
        Message.Released released = new Message.Released(clusterId, open, vip.vip(), vip.grant(), reason);
        if (leader.leading()) {
            leader.released(self, released);
            return true;
        }
        Optional<ClusterAddress> to = leaderAddress();
        to.ifPresent(address -> send(address, released));
        return to.isPresent();
    }

    private void tellAbilities(long sequence, long upTo, List<Inability> inabilities) {
        SessionLease lease = session.lease();
        if (lease == null) {
            return;
        }
        for (Message.Abilities said : MessagePages.abilities(clusterId, lease.session(), sequence, upTo, inabilities)) {
            session.voters().members().forEach((voter, address) -> {
                if (voter.equals(self)) {
                    abilitiesHeard(self, said);
                } else {
                    send(address, said);
                }
            });
        }
    }

    private void abilitiesHeard(NodeId sender, Message.Abilities said) {
        if (said.session().node().equals(sender)
                && peerAbilities.heard(said, parts.loop().now())
                && leader.leading()) {
            leader.tick();
        }
    }

    private void tellLeader(List<Timing> page) {
        SessionLease lease = session.lease();
        if (lease == null) {
            return;
        }
        Message.Timings timings = new Message.Timings(clusterId, lease.session(), page);
        if (leader.leading()) {
            leaderTook(self, timings);
        } else {
            leaderAddress().ifPresent(address -> send(address, timings));
        }
    }

    private void leaderTook(NodeId sender, Message.Timings timings) {
        if (leader.leading()) {
            leader.timings().took(sender, timings);
        }
    }

    private Optional<ClusterAddress> leaderAddress() {
        return knownLeader().map(session.voters().members()::get);
    }

    private void renewTick() {
        session.tick();
        observeLease();
        observeVoters();
    }

    /** A process that was stopped wakes up with announcements due for what it holds no more: the lease comes first. */
    @Override
    public void announce() {
        if (mayHold() || keeper.keeps()) {
            OptionalLong due = parts.announcer().tick();
            due.ifPresent(at ->
                    announcements.within(Duration.ofNanos(at - parts.loop().now())));
        }
    }

    @Override
    public boolean mayHold() {
        SessionLease lease = session.lease();
        return lease != null && lease.validAt(parts.loop().now());
    }

    /** The agent's own deadline timer, the fastest layer of the fence. */
    private void scheduleDeadline() {
        SessionLease lease = session.lease();
        long now = parts.loop().now();
        long remaining = lease == null ? 0 : lease.remainingAt(now);
        if (remaining == 0) {
            keeper.keep(segment.bindable(session.wanted()), lease);
            observeLease();
            announce();
        }
        Duration next = remaining == 0 ? parts.timing().renewInterval() : Duration.ofNanos(remaining);
        parts.loop().after(next, this::scheduleDeadline);
    }

    private void observeLease() {
        boolean valid = mayHold();
        if (valid != leaseWasValid) {
            leaseWasValid = valid;
            parts.metrics().leaseValid(valid);
            if (valid) {
                LOG.atInfo()
                        .addKeyValue("epoch", session.epoch())
                        .log("the lease is good: a majority of voters answers");
            } else {
                LOG.atWarn()
                        .addKeyValue("epoch", session.epoch())
                        .log("the lease has run out: no majority of voters answered in time");
            }
        }
        parts.metrics().quorum(valid);
    }

    /**
     * A voter that answers again after a silence means that a partition has healed: neighbours may have learned
     * something else meanwhile.
     */
    private void observeVoters() {
        long silence = parts.timing().leaseDuration().toNanos() * 2;
        long now = parts.loop().now();
        boolean healed = false;
        for (NodeId voter : session.voters().members().keySet()) {
            boolean answers = session.lastAnswerFrom(voter)
                    .filter(at -> now - at < silence)
                    .isPresent();
            Boolean before = answering.put(voter, answers);
            healed |= answers && Boolean.FALSE.equals(before);
        }
        if (healed) {
            keeper.announceAgain();
            announce();
        }
    }

    private void renewal(NodeId sender, ClusterAddress from, Message.Renew renew) {
        if (!renew.session().node().equals(sender)) {
            LOG.atWarn().addKeyValue("node", sender).log("a node tried to renew another's session");
            return;
        }
        boolean wasEligible = peers.of(sender).filter(PeerView.Heard::eligible).isPresent();
        peers.heard(renew, from, parts.loop().now());
        session.knowledges()
                .partAbout(sender, parts.consensus().applied(), knownLeader(), Optional.of(session.voters()))
                .ifPresent(known -> parts.voterDesk().renew(renew, known, reply -> send(from, reply)));
        if (leader.leading() && renew.eligible() && !wasEligible) {
            leader.tick();
        }
    }

    private void countTransitions(List<Changed> changes) {
        for (Changed vip : changes) {
            long before = vip.before().map(Vip::transitions).orElse(0L);
            vip.after()
                    .filter(is -> is.transitions() > before)
                    .flatMap(Vip::lastTransition)
                    .ifPresent(t -> parts.metrics()
                            .transition(vip.name(), t.reason().name().toLowerCase(Locale.ROOT)));
        }
    }

    /** Of moves whose timing is new in the log, on every node. */
    private void measureOutages(List<Changed> changes) {
        for (Changed vip : changes) {
            boolean known = vip.before()
                    .filter(was -> vip.after()
                            .filter(is -> is.transitions() == was.transitions())
                            .isPresent())
                    .flatMap(Vip::lastTransition)
                    .flatMap(Transition::timing)
                    .isPresent();
            vip.after()
                    .flatMap(Vip::lastTransition)
                    .filter(t -> !known)
                    .ifPresent(t -> t.timing()
                            .ifPresent(taken -> parts.metrics()
                                    .outage(
                                            vip.name(),
                                            t.reason().name().toLowerCase(Locale.ROOT),
                                            Duration.ofMillis(taken.outageMillis()))));
        }
    }

    private void countHeld() {
        List<Held> kept = keeper.kept();
        parts.metrics().keeps(kept.stream().map(h -> h.vip().vip()).toList());
        heldGauges.holding(
                kept.isEmpty()
                        ? keeper.held()
                        : keeper.held().stream().filter(h -> !kept.contains(h)).toList());
    }

    /** New holders are told at once: they need not wait until their own replica learns that the entry is committed. */
    private void notice(ClusterState state, List<Changed> changes) {
        Map<SessionId, List<AssignedVip>> news = new TreeMap<>(Comparator.comparing(SessionId::node));
        for (Changed vip : changes) {
            vip.newAssignment()
                    .ifPresent(assignment -> news.computeIfAbsent(assignment.session(), open -> new ArrayList<>())
                            .add(Knowledges.assigned(vip.after().orElseThrow(), assignment)));
        }
        news.forEach((open, assigned) -> state.member(open.node())
                .filter(member -> !member.id().equals(self))
                .ifPresent(member -> {
                    knowledgeAbout(member.id())
                            .ifPresent(known -> MessagePages.all(known, assigned)
                                    .forEach(page -> send(member.address(), new Message.Notice(clusterId, page))));
                    leader.timings().told(open);
                }));
    }

    private Optional<Message.Knowledge> knowledgeAbout(NodeId node) {
        return session.knowledges()
                .about(node, parts.consensus().applied(), knownLeader(), Optional.of(session.voters()));
    }

    private Optional<NodeId> knownLeader() {
        return Optional.ofNullable(parts.consensus().leadership().leader()).or(session::leader);
    }

    private void send(ClusterAddress to, Message message) {
        parts.outbox().send(to, message);
    }
}
