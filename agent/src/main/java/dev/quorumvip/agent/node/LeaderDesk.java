package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.ReconfigurationEpoch;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.leader.ConflictBook;
import dev.quorumvip.agent.leader.ExpiryWatch;
import dev.quorumvip.agent.leader.OwnReconfiguration;
import dev.quorumvip.agent.leader.SessionAges;
import dev.quorumvip.agent.leader.SettleWatch;
import dev.quorumvip.agent.membership.MembershipPlanner;
import dev.quorumvip.agent.membership.MembershipPlanner.Step;
import dev.quorumvip.agent.membership.VoterRules;
import dev.quorumvip.agent.placement.PlacementPlanner;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Member;
import dev.quorumvip.agent.state.Outcome;
import dev.quorumvip.agent.state.RefusalCause;
import dev.quorumvip.agent.state.Vip;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the Raft leader has to do: expire lapsed sessions and place VIPs anew in one entry, settle voter-set
 * changes, keep the membership in shape, and call for members that are silent.
 */
final class LeaderDesk {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderDesk.class);

    /**
     * How long a voter may be silent before a spare takes its place: longer than a machine takes to restart its agent.
     */
    static final Duration LOST_AFTER = Duration.ofSeconds(10);

    /** How soon the desk looks again, without being told that something happened. */
    static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private static final Duration HAND_OVER_WITHIN = Duration.ofMillis(500);
    private static final Duration HAND_OVER_LOOK = Duration.ofMillis(5);
    private static final Duration ASK_AGAIN = Duration.ofMillis(20);
    private static final Duration SETTLE_AGAIN = Duration.ofMillis(100);
    private static final Duration BEACON_INTERVAL = Duration.ofMillis(500);
    private static final Duration AFTER_FAILED_STEP = Duration.ofSeconds(1);

    /**
     * A node that did not take leadership over when it was asked is not asked again for so long: the log takes nothing
     * while a transfer is under way.
     */
    private static final Duration PASS_OVER = Duration.ofSeconds(10);

    private static final Duration MEMBERSHIP_INTERVAL = Duration.ofMillis(250);

    /** An entry has room for twice as many of the longest names; what is left is planned again after it. */
    static final int COMMANDS_TOGETHER = 400;

    private final NodeId self;
    private final AgentLoop loop;
    private final InstantSource wallClock;
    private final Outbox outbox;
    private final Consensus consensus;
    private final VoterDesk ownVoter;
    private final PeerView peers;
    private final Duration liveSpan;
    private final Duration eligibleSpan;
    private final VoterRules voterRules;
    private final LeaderOutlook outlook;
    private final ExpiryWatch expiry = new ExpiryWatch(ASK_AGAIN.toNanos());
    private final SettleWatch settle = new SettleWatch(SETTLE_AGAIN.toNanos());
    private final OwnReconfiguration reconfiguration = new OwnReconfiguration();
    private final ConflictBook conflicts = new ConflictBook();
    private final TimingDesk timings;
    private final SessionAges ages = new SessionAges();
    private final Map<GrantNumber, Command.Release> givenBack = new TreeMap<>();
    private final Map<NodeId, Long> passedOverUntil = new HashMap<>();
    private boolean leading;
    private long leadingSince;
    private long nextBeacon;
    private long nextMembershipStep;
    private boolean proposing;
    private boolean stepping;
    private final Alarm nextLook;

    /**
     * @param liveSpan a node heard within it is alive
     * @param eligibleSpan a node heard within it may be given a VIP
     */
    LeaderDesk(
            NodeId self,
            AgentLoop loop,
            InstantSource wallClock,
            Outbox outbox,
            Consensus consensus,
            VoterDesk ownVoter,
            PeerView peers,
            PeerAbilities abilities,
            Duration liveSpan,
            Duration eligibleSpan,
            VoterRules voterRules) {
        this.self = self;
        this.loop = loop;
        this.wallClock = wallClock;
        this.outbox = outbox;
        this.consensus = consensus;
        this.ownVoter = ownVoter;
        this.peers = peers;
        this.liveSpan = liveSpan;
        this.eligibleSpan = eligibleSpan;
        this.voterRules = voterRules;
        this.outlook = new LeaderOutlook(self, peers, abilities, ages, eligibleSpan, wallClock);
        this.nextLook = new Alarm(loop, this::tick);
        this.timings = new TimingDesk(self, loop, consensus, () -> proposing || expiry.busy());
    }

    boolean leading() {
        return leading;
    }

    TimingDesk timings() {
        return timings;
    }

    /** Takes note of what the log says, leading or not. */
    void observe(ClusterState state) {
        ages.observe(state, loop.now());
        outlook.observe(state, loop.now());
        timings.observe(state, leading);
    }

    /** At the start, and whenever something was applied or heard that may matter; by itself from then on. */
    void tick() {
        observeLeadership();
        ClusterState state = consensus.applied().state();
        timings.observe(state, leading);
        if (leading && state.voters().isPresent()) {
            lead(state, loop.now());
        }
        nextLook.within(untilSomethingIsDue(state));
    }

    private void lead(ClusterState state, long now) {
        askToClose(state, now);
        settle.tick(state.settling(), now)
                .ifPresent(former -> toVoters(former, new Message.Settle(clusterId(state), former.version())));
        propose(state, now);
        membership(state, now);
        beacon(state, now);
    }

    private Duration untilSomethingIsDue(ClusterState state) {
        if (!leading) {
            return LOOK_AGAIN;
        }
        if (expiry.busy() || !givenBack.isEmpty()) {
            return ASK_AGAIN;
        }
        long now = loop.now();
        long next = state.members().values().stream()
                .flatMap(m -> m.session().stream())
                .mapToLong(session -> lapsesAt(session, now) - now)
                .filter(span -> span > 0)
                .min()
                .orElse(Long.MAX_VALUE);
        return Duration.ofNanos(Math.min(next, LOOK_AGAIN.toNanos()));
    }

    void closeAnswered(NodeId voter, Message.CloseReply reply) {
        if (leading && expiry.answered(voter, reply.session(), reply.version(), reply.dryRun(), reply.verdict())) {
            if (!reply.dryRun()) {
                timings.closed(reply.session());
            }
            tick();
        }
    }

    /** A holder gives a grant back: its release and the next assignment go into one entry. */
    void released(NodeId sender, Message.Released released) {
        if (leading && sender.equals(released.session().node())) {
            timings.givenBack(released);
            givenBack.put(
                    released.grant(),
                    new Command.Release(released.vip(), released.grant(), released.session(), released.reason()));
            tick();
        }
    }

    /** A node tells of a stranger that has a VIP's address, or that it is heard of no more. */
    void conflictSeen(NodeId sender, Message.Conflict seen) {
        if (leading && sender.equals(seen.session().node())) {
            conflicts.heard(sender, seen.vip(), seen.claimant(), loop.now());
            tick();
        }
    }

    void settleAnswered(NodeId voter, Message.SettleReply reply) {
        if (leading && reply.settled()) {
            settle.settled(voter, reply.version());
            tick();
        }
    }

    /**
     * Before this node stops: sees to it that every VIP that can have a holder has one, then hands leadership to a
     * living voter, so that nobody has to wait for an election. Does nothing on a node that does not lead; gives up
     * after a while, because nothing depends on it.
     */
    CompletableFuture<Void> handOver() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        handOver(loop.now() + HAND_OVER_WITHIN.toNanos(), done);
        return done;
    }

    private void handOver(long deadline, CompletableFuture<Void> done) {
        tick();
        if (!leading || loop.now() - deadline >= 0) {
            done.complete(null);
        } else if (proposing) {
            loop.after(HAND_OVER_LOOK, () -> handOver(deadline, done));
        } else {
            heir().ifPresentOrElse(
                            heir -> consensus
                                    .transferLeadership(heir)
                                    .whenComplete((result, failure) -> done.complete(null)),
                            () -> done.complete(null));
        }
    }

    private Optional<NodeId> heir() {
        ClusterState state = consensus.applied().state();
        return heirs(loop.now()).stream()
                .filter(n -> !n.equals(self) && state.isVoter(n))
                .findFirst();
    }

    private Set<NodeId> heirs(long now) {
        passedOverUntil.values().removeIf(until -> now - until >= 0);
        Set<NodeId> heirs = new TreeSet<>(peers.live(eligibleSpan, now).keySet());
        heirs.removeAll(passedOverUntil.keySet());
        return heirs;
    }

    private void observeLeadership() {
        Consensus.Leadership leadership = consensus.leadership();
        boolean now = leadership.leading();
        if (now) {
            reconfiguration.leadingIn(leadership.term());
        }
        if (now != leading) {
            leading = now;
            leadingSince = loop.now();
            expiry.clear();
            settle.clear();
            givenBack.clear();
            timings.clear();
            conflicts.begin(leadingSince);
            LOG.atInfo()
                    .addKeyValue("term", leadership.term())
                    .log(leading ? "this node leads" : "this node leads no more");
        }
    }

    /** Sessions that this voter owes nothing; the others are asked whether they see it so, too. */
    private void askToClose(ClusterState state, long now) {
        List<SessionId> lapsed = new ArrayList<>();
        if (!ownVoter.table().inQuarantine(now)) {
            for (Member member : state.members().values()) {
                member.session().filter(s -> lapsesAt(s, now) - now <= 0).ifPresent(lapsed::add);
            }
        }
        timings.lapsed(lapsed, now);
        VoterSet voters = state.voters().orElseThrow();
        for (ExpiryWatch.Ask ask : expiry.tick(lapsed, voters, now)) {
            toVoters(voters, new Message.Close(clusterId(state), ask.session(), ask.version(), ask.dryRun()));
        }
    }

    /**
     * When this voter owes the session nothing any more, as things are. One that has only just appeared in the log may
     * not have had the time to renew.
     */
    private long lapsesAt(SessionId session, long now) {
        long shielded = ages.since(session, now) + liveSpan.toNanos();
        long promised = ownVoter.table().promisedUntil(session, now).orElse(now);
        return promised - shielded >= 0 ? promised : shielded;
    }

    /** Expiries, a settled change, and assignments, as one log entry. */
    private void propose(ClusterState state, long now) {
        if (proposing) {
            return;
        }
        List<Command> commands = new ArrayList<>();
        VoterSet voters = state.voters().orElseThrow();
        for (SessionId session : expiry.ready(voters.version())) {
            commands.add(new Command.ExpireSession(session, voters.version()));
        }
        if (state.settling().filter(settle::ready).isPresent()) {
            commands.add(new Command.Settled(voters.version()));
        }
        givenBack.values().removeIf(r -> !isAssigned(state, r));
        commands.addAll(givenBack.values());
        ClusterState after = state;
        for (Command command : commands) {
            after = after.apply(command).state();
        }
        commands.addAll(PlacementPlanner.plan(after, outlook.at(now)));
        commands.addAll(conflicts.commands(after, now, wallClock.millis()));
        if (commands.isEmpty()) {
            return;
        }
        proposing = true;
        consensus
                .propose(commands.subList(0, Math.min(commands.size(), COMMANDS_TOGETHER)))
                .whenComplete((outcomes, failure) -> loop.deliver(() -> {
                    proposing = false;
                    if (failure == null) {
                        tick();
                    } else {
                        LOG.atWarn()
                                .addKeyValue("reason", failure.getMessage())
                                .log("a leader's proposal did not commit in time");
                    }
                }));
    }

    /** Whether there is anything left to release: it may have been logged already, or be long past. */
    private static boolean isAssigned(ClusterState state, Command.Release release) {
        return state.vip(release.vip())
                .flatMap(Vip::assignment)
                .filter(a -> a.grant().equals(release.grant()) && a.session().equals(release.session()))
                .isPresent();
    }

    private void membership(ClusterState state, long now) {
        if (stepping || proposing || now - nextMembershipStep < 0) {
            return;
        }
        nextMembershipStep = now + MEMBERSHIP_INTERVAL.toNanos();
        var live = peers.live(liveSpan, now);
        Set<NodeId> lost = state.members().keySet().stream()
                .filter(n -> !peers.heardWithin(n, LOST_AFTER, now) && now - leadingSince > LOST_AFTER.toNanos())
                .collect(Collectors.toSet());
        Optional<Step> step = MembershipPlanner.next(new MembershipPlanner.View(
                state,
                consensus.raftMembers(),
                live,
                lost,
                heirs(now),
                self,
                reconfiguration.own(),
                reconfiguration.next(state.reconfiguration()),
                voterRules));
        step.ifPresent(this::take);
    }

    private void take(Step step) {
        stepping = true;
        LOG.atInfo().addKeyValue("step", step).log("changing the membership");
        if (step instanceof Step.Propose(Command.OpenReconfiguration(ReconfigurationEpoch epoch))) {
            reconfiguration.opening(epoch);
        } else {
            reconfiguration.used();
        }
        CompletableFuture<?> done = switch (step) {
            case Step.Propose(Command command) -> propose(command);
            case Step.ChangeRaft(var members) -> consensus.changeRaftMembers(members);
            case Step.TransferLeadership(NodeId to) -> consensus.transferLeadership(to);
            case Step.StepDown down -> stepDown();
        };
        done.whenComplete((result, failure) -> loop.deliver(() -> {
            stepping = false;
            if (failure == null && step instanceof Step.Propose(Command.OpenReconfiguration(var epoch))) {
                reconfiguration.opened(epoch);
                nextMembershipStep = loop.now();
                tick();
            } else if (failure != null) {
                nextMembershipStep = loop.now() + AFTER_FAILED_STEP.toNanos();
                if (step instanceof Step.TransferLeadership(NodeId heir)) {
                    passedOverUntil.put(heir, loop.now() + PASS_OVER.toNanos());
                }
                LOG.atWarn()
                        .addKeyValue("step", step)
                        .addKeyValue("reason", failure.getMessage())
                        .log("a membership step failed; it is planned anew");
            }
        }));
    }

    /** Fails when the log refuses that as well. */
    private CompletableFuture<Void> propose(Command command) {
        return consensus.propose(List.of(command)).thenAccept(outcomes -> {
            if (outcomes.getFirst() instanceof Outcome.Refused(RefusalCause cause)) {
                throw new CompletionException("the log refuses it: " + cause, null);
            }
        });
    }

    private CompletableFuture<Void> stepDown() {
        consensus.stepDown();
        return CompletableFuture.completedFuture(null);
    }

    /**
     * A member without a living agent is told where the cluster is, in case it has come back with nothing on its disk.
     */
    private void beacon(ClusterState state, long now) {
        if (now - nextBeacon < 0) {
            return;
        }
        nextBeacon = now + BEACON_INTERVAL.toNanos();
        Message beacon = new Message.Beacon(clusterId(state), state.voters().orElseThrow());
        for (Member member : state.members().values()) {
            if (!member.id().equals(self) && !peers.heardWithin(member.id(), liveSpan, now)) {
                outbox.send(member.address(), beacon);
            }
        }
    }

    private void toVoters(VoterSet voters, Message message) {
        for (Map.Entry<NodeId, ClusterAddress> voter : voters.members().entrySet()) {
            if (!voter.getKey().equals(self)) {
                outbox.send(voter.getValue(), message);
            } else if (message instanceof Message.Close close) {
                ownVoter.close(close, reply -> closeAnswered(self, (Message.CloseReply) reply));
            } else if (message instanceof Message.Settle request) {
                ownVoter.settle(request, reply -> settleAnswered(self, (Message.SettleReply) reply));
            }
        }
    }

    private static UUID clusterId(ClusterState state) {
        return state.clusterId().orElseThrow();
    }
}
