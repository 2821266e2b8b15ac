package dev.quorumvip.agent.node;

import static dev.quorumvip.agent.node.Sample.A;
import static dev.quorumvip.agent.node.Sample.B;
import static dev.quorumvip.agent.node.Sample.C;
import static dev.quorumvip.agent.node.Sample.CLUSTER;
import static dev.quorumvip.agent.node.Sample.D;
import static dev.quorumvip.agent.node.Sample.PROMISE;
import static dev.quorumvip.agent.node.Sample.address;
import static dev.quorumvip.agent.node.Sample.renewal;
import static dev.quorumvip.agent.node.Sample.session;
import static dev.quorumvip.agent.node.Sample.voters;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.ReconfigurationEpoch;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.lease.PromisedRecord;
import dev.quorumvip.agent.lease.VoterTable;
import dev.quorumvip.agent.membership.VoterRules;
import dev.quorumvip.agent.protocol.CloseVerdict;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.protocol.Message.Inability;
import dev.quorumvip.agent.protocol.Message.InabilityReason;
import dev.quorumvip.agent.protocol.Message.Knowledge;
import dev.quorumvip.agent.protocol.Message.MemberState;
import dev.quorumvip.agent.protocol.Message.Timing;
import dev.quorumvip.agent.protocol.MessagePages;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.RefusalCause;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.agent.state.TransitionTiming;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A leads the voters A, B and C, of which each has a session; C holds the VIP web. */
class LeaderDeskTest {
    private static final Duration LEASE = Duration.ofMillis(500);
    private static final Duration LIVE = LEASE.multipliedBy(2);
    private static final VoterSetVersion V3 = new VoterSetVersion(3);
    private static final SessionId DEAD = session(C, 1);
    private static final Instant WALL = Instant.parse("2025-06-01T12:00:00Z");

    private final LoopBench bench = new LoopBench();
    private final ScriptedConsensus log = new ScriptedConsensus();
    private final ScriptedJournal journal = new ScriptedJournal();
    private final Outgoing outbox = new Outgoing();
    private final PeerView peers = new PeerView();
    private final PeerAbilities abilities = new PeerAbilities();
    private final VoterDesk ownVoter = new VoterDesk(
            new VoterTable(PromisedRecord.blank(), bench.clock.nanos()), journal, bench.clock::nanos, r -> {});
    private final LeaderDesk desk = new LeaderDesk(
            A,
            bench.loop,
            InstantSource.fixed(WALL),
            outbox,
            log,
            ownVoter,
            peers,
            abilities,
            LIVE,
            LEASE,
            VoterRules.DEFAULT);

    @BeforeEach
    void lead() {
        Sample.found(log);
        for (NodeId node : List.of(A, B, C)) {
            log.append(new Command.OpenSession(session(node, 1)));
        }
        log.append(new Command.SetVip("web", VipDefinition.of(VipAddress.parse("192.0.2.100/24"))));
        log.append(new Command.Assign("web", DEAD, TransitionReason.FIRST_ASSIGNMENT, 0));
        log.lead(true, A);
        TreeMap<NodeId, RaftMember> raft = new TreeMap<>();
        List.of(A, B, C).forEach(n -> raft.put(n, new RaftMember(address(n), 1)));
        log.raftMembers(raft);
        bench.run(() -> {
            journal.writeAtOnce();
            desk.observe(log.state());
            List.of(A, B, C).forEach(this::renew);
        });
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void doesNothingWhileAllIsWell() {
        tick();
        assertThat(outbox.take()).isEmpty();
        assertThat(log.takeProposed()).isEmpty();
        assertThat(desk.leading()).isTrue();
    }

    @Test
    void doesNothingWithoutLeading() {
        log.lead(false, B);
        bench.advance(PROMISE.multipliedBy(2));
        tick();
        assertThat(outbox.take()).isEmpty();
        assertThat(log.takeProposed()).isEmpty();
    }

    @Test
    void asksWhetherTheVotersWouldCloseOnceItsOwnPromiseHasRunOut() {
        tick();
        keepAliveFor(PROMISE, A, B);
        assertThat(outbox.take(Message.Close.class))
                .as("a promise stretched by ρ")
                .isEmpty();
        keepAliveFor(Duration.ofMillis(25), A, B);
        assertThat(outbox.take(Message.Close.class))
                .containsOnly(new Message.Close(CLUSTER, DEAD, V3, true))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void asksInTheMomentItsPromiseRunsOutWithoutBeingTold() {
        keepAliveFor(LIVE, A, B, C);
        Duration halfway = PROMISE.dividedBy(2);
        bench.advance(halfway);
        bench.run(() -> List.of(A, B).forEach(this::renew));
        bench.advance(PROMISE.minus(halfway));
        assertThat(outbox.take(Message.Close.class))
                .as("a promise stretched by ρ")
                .isEmpty();
        bench.advance(Duration.ofMillis(5));
        assertThat(outbox.take(Message.Close.class)).containsOnly(new Message.Close(CLUSTER, DEAD, V3, true));
    }

    @Test
    void asksAgainSoonAsLongAsNobodyAnswers() {
        untilAskedToClose();
        bench.advance(Duration.ofMillis(60));
        assertThat(outbox.take(Message.Close.class)).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void expiresAndAssignsAnewInOneEntry() {
        untilAskedToClose();
        closeReply(B, true, CloseVerdict.CLOSED);
        assertThat(outbox.take(Message.Close.class)).contains(new Message.Close(CLUSTER, DEAD, V3, false));
        assertThat(log.takeProposed()).as("only willing so far").isEmpty();
        closeReply(B, false, CloseVerdict.CLOSED);
        assertThat(log.takeOnlyProposal())
                .containsExactly(
                        new Command.ExpireSession(DEAD, V3),
                        new Command.Assign(
                                "web", session(B, 1), TransitionReason.SESSION_EXPIRED, WALL.toEpochMilli()));
        log.commit();
        bench.run(() -> {});
        assertThat(log.state().vip("web").orElseThrow().lastHolder()).contains(B);
        assertThat(log.takeProposed()).as("all is done").isEmpty();
    }

    @Test
    void hasTheLogKeepHowLongAFailoverTook() {
        untilAskedToClose();
        closeReply(B, true, CloseVerdict.CLOSED);
        bench.clock.advance(Duration.ofMillis(3));
        closeReply(B, false, CloseVerdict.CLOSED);
        log.takeOnlyProposal();
        bench.clock.advance(Duration.ofMillis(5));
        log.commit();
        bench.run(() -> desk.observe(log.state()));
        bench.clock.advance(Duration.ofMillis(1));
        bench.run(() -> desk.timings().told(session(B, 1)));
        Timing took = new Timing(grantOf("web"), Duration.ofMillis(2), Optional.of(Duration.ofMillis(4)));
        bench.run(() -> desk.timings().took(B, new Message.Timings(CLUSTER, session(B, 1), List.of(took))));
        keepAliveFor(Duration.ofMillis(300), A, B);

        Command.RecordTiming kept =
                (Command.RecordTiming) log.takeOnlyProposal().getFirst();
        long closed = kept.timing().closedMillis().orElseThrow();
        assertThat(closed).as("since it asked first").isBetween(3L, 30L);
        assertThat(kept)
                .isEqualTo(new Command.RecordTiming(
                        "web",
                        took.grant(),
                        new TransitionTiming(Optional.of(closed), closed + 5, closed + 8, Optional.of(closed + 10))));
    }

    @Test
    void expiresNothingOnItsOwnCloseAlone() {
        untilAskedToClose();
        closeReply(B, true, CloseVerdict.CLOSED);
        closeReply(B, false, CloseVerdict.STILL_PROMISED);
        keepAliveFor(Duration.ofMillis(200), A, B);
        assertThat(log.takeProposed()).isEmpty();
    }

    @Test
    void closesNothingItselfWhileNoMajorityWould() {
        untilAskedToClose();
        closeReply(B, true, CloseVerdict.STILL_PROMISED);
        keepAliveFor(Duration.ofMillis(200), A, B);
        assertThat(ownVoter.table().record().closedThrough()).isEmpty();
    }

    @Test
    void proposesNothingTwiceWhileOneIsUnderWay() {
        untilAskedToClose();
        closeReply(B, true, CloseVerdict.CLOSED);
        closeReply(B, false, CloseVerdict.CLOSED);
        log.takeOnlyProposal();
        keepAliveFor(Duration.ofMillis(300), A, B);
        closeReply(B, false, CloseVerdict.CLOSED);
        assertThat(log.takeProposed()).isEmpty();
        log.fail();
        keepAliveFor(LeaderDesk.LOOK_AGAIN, A, B);
        assertThat(log.takeOnlyProposal()).as("and again after it failed").hasSize(2);
    }

    @Test
    void leavesASessionThatHasOnlyJustOpenedTimeToRenew() {
        log.append(new Command.AddMember(D, "d", address(D)), new Command.OpenSession(session(D, 1)));
        bench.run(() -> desk.observe(log.state()));
        keepAliveFor(LIVE.minusMillis(5), A, B, C);
        assertThat(outbox.take(Message.Close.class)).isEmpty();
        keepAliveFor(Duration.ofMillis(30), A, B, C);
        assertThat(outbox.take(Message.Close.class)).contains(new Message.Close(CLUSTER, session(D, 1), V3, true));
    }

    @Test
    void closesNothingThatItHasNotSeenOpenInTheLog() {
        log.append(new Command.AddMember(D, "d", address(D)), new Command.OpenSession(session(D, 1)));
        keepAliveFor(LIVE.multipliedBy(2), A, B, C);
        assertThat(outbox.take(Message.Close.class)).isEmpty();
    }

    @Test
    void closesNothingDuringItsOwnQuarantine() {
        VoterDesk restarted = new VoterDesk(
                new VoterTable(
                        new PromisedRecord(
                                new TreeMap<>(), V3, Duration.ofMinutes(1).toNanos()),
                        bench.clock.nanos()),
                journal,
                bench.clock::nanos,
                r -> {});
        LeaderDesk quarantined = new LeaderDesk(
                A,
                bench.loop,
                InstantSource.fixed(WALL),
                outbox,
                log,
                restarted,
                peers,
                abilities,
                LIVE,
                LEASE,
                VoterRules.DEFAULT);
        bench.run(() -> quarantined.observe(log.state()));
        bench.advance(Duration.ofSeconds(10));
        bench.run(quarantined::tick);
        assertThat(outbox.take(Message.Close.class)).isEmpty();
    }

    @Test
    void forgetsItsCasesWhenItLosesTheLead() {
        untilAskedToClose();
        closeReply(B, true, CloseVerdict.CLOSED);
        log.lead(false, B);
        tick();
        log.lead(true, A);
        closeReply(B, false, CloseVerdict.CLOSED);
        assertThat(log.takeProposed()).isEmpty();
        tick();
        assertThat(outbox.take(Message.Close.class))
                .as("all begins with the question")
                .contains(new Message.Close(CLUSTER, DEAD, V3, true));
    }

    @Test
    void placesANewVipOnALivingNodeAtOnce() {
        log.append(new Command.SetVip("db", VipDefinition.of(VipAddress.parse("192.0.2.101/24"))));
        tick();
        assertThat(log.takeOnlyProposal())
                .containsExactly(new Command.Assign(
                        "db", session(B, 1), TransitionReason.FIRST_ASSIGNMENT, WALL.toEpochMilli()));
    }

    @Test
    void aVipThatNamesItsInterfaceGoesToNobodyButANodeThatHasIt() {
        log.append(new Command.SetVip(
                "db", VipDefinition.of(VipAddress.parse("192.0.2.101/24")).on(InterfaceChoice.of("vlan7"))));
        tick();
        assertThat(log.takeProposed()).as("nobody has said yet").isEmpty();
        List.of(A, B, C).forEach(node -> says(node, 1, lacksTheInterface("db")));
        tick();
        assertThat(log.takeProposed()).as("nobody has it").isEmpty();
        says(C, 2);
        tick();
        assertThat(log.takeOnlyProposal())
                .containsExactly(new Command.Assign(
                        "db", session(C, 1), TransitionReason.FIRST_ASSIGNMENT, WALL.toEpochMilli()));
    }

    @Test
    void asksNothingBackForALostInterface() {
        log.append(new Command.SetVip(
                "db", VipDefinition.of(VipAddress.parse("192.0.2.101/24")).on(InterfaceChoice.of("vlan7"))));
        log.append(new Command.Assign("db", session(B, 1), TransitionReason.FIRST_ASSIGNMENT, 0));
        says(A, 1);
        says(C, 1);
        says(B, 1, lacksTheInterface("db"));
        tick();
        assertThat(log.takeProposed()).as("its holder gives it back by itself").isEmpty();
    }

    private Inability lacksTheInterface(String vip) {
        return new Inability(log.state().vip(vip).orElseThrow().number(), InabilityReason.NO_INTERFACE);
    }

    private void says(NodeId node, long sequence, Inability... inabilities) {
        long upTo = log.state().lastDefinition();
        for (Message.Abilities said :
                MessagePages.abilities(CLUSTER, session(node, 1), sequence, upTo, List.of(inabilities))) {
            abilities.heard(said, bench.clock.nanos());
        }
    }

    @Test
    void placesNothingOnANodeThatFellSilent() {
        keepAliveFor(LEASE.plusMillis(5), A);
        log.append(new Command.SetVip("db", VipDefinition.of(VipAddress.parse("192.0.2.101/24"))));
        tick();
        assertThat(log.takeOnlyProposal())
                .containsExactly(new Command.Assign(
                        "db", session(A, 1), TransitionReason.FIRST_ASSIGNMENT, WALL.toEpochMilli()));
    }

    @Test
    void tellsSilentMembersWhereTheClusterIs() {
        keepAliveFor(LIVE, A, B, C);
        assertThat(outbox.take(Message.Beacon.class)).as("nobody is silent").isEmpty();
        keepAliveFor(LIVE.plusMillis(10), A, B);
        outbox.take();
        keepAliveFor(Duration.ofMillis(500), A, B);
        List<Outgoing.Sent> beacons = outbox.take().stream()
                .filter(s -> s.message() instanceof Message.Beacon)
                .toList();
        assertThat(beacons)
                .containsExactly(new Outgoing.Sent(address(C), new Message.Beacon(CLUSTER, voters(3, A, B, C))));
    }

    @Test
    void settlesAChangeOnlyWithAMajorityOfTheFormerVoters() {
        joinD();
        bench.advance(PROMISE.multipliedBy(2));
        outbox.take();
        List.of(A, B, C, D).forEach(this::renew);
        keepAliveFor(Duration.ofMillis(110), A, B, C, D);
        assertThat(outbox.take().stream()
                        .filter(s -> s.message().equals(new Message.Settle(CLUSTER, V3)))
                        .map(Outgoing.Sent::to)
                        .toList())
                .as("D did not vote in the former set")
                .contains(address(B), address(C))
                .doesNotContain(address(D));
        assertThat(settled()).as("its own answer alone").isFalse();
        settleReply(D, V3, true);
        settleReply(B, V3, false);
        settleReply(B, new VoterSetVersion(2), true);
        assertThat(settled()).isFalse();
        settleReply(B, V3, true);
        assertThat(settled()).isTrue();
    }

    @Test
    void anHeirThatDidNotTakeOverIsPassedOverForAWhile() {
        log.append(new Command.Release("web", grantOf("web"), DEAD, TransitionReason.NODE_STOPPING));
        log.append(new Command.Assign("web", session(A, 1), TransitionReason.NODE_STOPPING, 0));
        keepAliveFor(Duration.ofSeconds(9), A, B, C);
        assertThat(log.heirs()).as("nobody twice").containsExactly(B, C);
        keepAliveFor(Duration.ofSeconds(3), A, B, C);
        assertThat(log.heirs()).as("each once more").containsExactly(B, C, B, C);
    }

    @Test
    void aNodeThatFellSilentIsNotAskedToLead() {
        log.append(new Command.Release("web", grantOf("web"), DEAD, TransitionReason.NODE_STOPPING));
        log.append(new Command.Assign("web", session(A, 1), TransitionReason.NODE_STOPPING, 0));
        bench.clock.advance(LEASE.plusMillis(5));
        keepAliveFor(Duration.ofSeconds(1), A, C);
        assertThat(log.heirs()).containsExactly(C);
    }

    private GrantNumber grantOf(String vip) {
        return log.state().vip(vip).orElseThrow().assignment().orElseThrow().grant();
    }

    @Test
    void changesTheMembershipOneStepAtATime() {
        log.append(new Command.StartRemoval(B));
        joinDAsAMember();
        assertThat(log.raftChanges()).isEmpty();
        opensAReconfiguration(1);
        assertThat(log.raftChanges()).hasSize(1);
        assertThat(log.raftChanges().getFirst()).as("first into the Raft group").containsOnlyKeys(A, B, C, D);
        keepAliveFor(Duration.ofSeconds(1), A, B, C, D);
        opensAReconfiguration(2);
        keepAliveFor(Duration.ofSeconds(1), A, B, C, D);
        assertThat(log.takeOnlyProposal())
                .as("then a voter; and nothing more while that is under way")
                .containsExactly(new Command.ChangeVoters(
                        ofTheLeader(2), V3, voters(4, A, B, C, D).members()));
    }

    @Test
    void aReconfigurationThatIsRefusedOrOfWhichNothingIsHeardBeginsAnew() {
        log.append(new Command.StartRemoval(B));
        joinDAsAMember();
        assertThat(log.takeOnlyProposal()).containsExactly(new Command.OpenReconfiguration(ofTheLeader(1)));
        bench.run(log::fail);
        keepAliveFor(Duration.ofSeconds(2), A, B, C, D);
        assertThat(log.takeOnlyProposal()).containsExactly(new Command.OpenReconfiguration(ofTheLeader(2)));
        bench.run(() -> log.refuse(RefusalCause.STALE_RECONFIGURATION));
        keepAliveFor(Duration.ofSeconds(2), A, B, C, D);
        assertThat(log.raftChanges()).isEmpty();
        opensAReconfiguration(3);
        assertThat(log.raftChanges()).hasSize(1);
    }

    private void joinDAsAMember() {
        log.append(new Command.AddMember(D, "d", address(D)), new Command.OpenSession(session(D, 1)));
        bench.run(() -> desk.observe(log.state()));
        keepAliveFor(Duration.ofSeconds(1), A, B, C, D);
    }

    private void opensAReconfiguration(int count) {
        assertThat(log.takeOnlyProposal())
                .as("nothing that was planned before counts any more")
                .containsExactly(new Command.OpenReconfiguration(ofTheLeader(count)));
        log.commit();
        bench.run(() -> {});
    }

    private ReconfigurationEpoch ofTheLeader(int count) {
        return new ReconfigurationEpoch(log.leadership().term(), count);
    }

    /** D becomes a voter; the change has not settled. */
    private void joinD() {
        log.append(new Command.AddMember(D, "d", address(D)), new Command.OpenSession(session(D, 1)));
        TreeMap<NodeId, ClusterAddress> four =
                new TreeMap<>(voters(4, A, B, C, D).members());
        log.append(new Command.ChangeVoters(ReconfigurationEpoch.NONE, V3, four));
        TreeMap<NodeId, RaftMember> raft = new TreeMap<>();
        List.of(A, B, C, D).forEach(n -> raft.put(n, new RaftMember(address(n), 1)));
        log.raftMembers(raft);
        bench.run(() -> desk.observe(log.state()));
    }

    private boolean settled() {
        return log.takeProposed().stream()
                .flatMap(List::stream)
                .anyMatch(new Command.Settled(new VoterSetVersion(4))::equals);
    }

    /** C is silent until A asks whether it may be closed; A would. */
    private void untilAskedToClose() {
        tick();
        keepAliveFor(PROMISE.plusMillis(25), A, B);
        assertThat(outbox.take(Message.Close.class)).isNotEmpty();
    }

    private void renew(NodeId node) {
        Message.Renew renew = renewal(node, 1, true);
        peers.heard(renew, address(node), bench.clock.nanos());
        ownVoter.renew(
                new Message.Renew(
                        CLUSTER,
                        renew.session(),
                        1,
                        log.state().voters().orElseThrow().version(),
                        PROMISE,
                        true,
                        1,
                        1,
                        List.of()),
                new Knowledge(node, 1, Optional.empty(), voters(3, A, B, C), MemberState.MEMBER, 1, List.of()),
                reply -> {});
    }

    /** Lets time pass, with ticks and with renewals of these nodes alone. */
    private void keepAliveFor(Duration span, NodeId... nodes) {
        Duration left = span;
        Duration step = Duration.ofMillis(5);
        while (left.isPositive()) {
            bench.clock.advance(left.compareTo(step) < 0 ? left : step);
            left = left.minus(step);
            bench.run(() -> {
                List.of(nodes).forEach(this::renew);
                desk.tick();
            });
        }
    }

    private void tick() {
        bench.run(desk::tick);
    }

    private void closeReply(NodeId voter, boolean dryRun, CloseVerdict verdict) {
        bench.run(() -> desk.closeAnswered(voter, new Message.CloseReply(CLUSTER, DEAD, V3, dryRun, verdict)));
    }

    private void settleReply(NodeId voter, VoterSetVersion version, boolean settled) {
        bench.run(() -> desk.settleAnswered(voter, new Message.SettleReply(CLUSTER, version, settled)));
    }
}
