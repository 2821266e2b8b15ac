package dev.quorumvip.agent.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.protocol.Message.Timing;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.agent.state.TransitionTiming;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Node 1 leads; nodes 2 and 3 have sessions, and the VIP web is node 2's. Times are milliseconds here. */
class StopwatchTest {
    private static final SessionId ONE = new SessionId(new NodeId(1), 1);
    private static final SessionId TWO = new SessionId(new NodeId(2), 1);
    private static final SessionId THREE = new SessionId(new NodeId(3), 1);

    private final Stopwatch watch = new Stopwatch(ONE.node());
    private ClusterState state = ClusterState.unfounded();
    private boolean leading = true;

    @BeforeEach
    void webIsTwos() {
        apply(new Command.Found(new UUID(1, 2), ONE.node(), "n1", address(1)));
        apply(new Command.AddMember(TWO.node(), "n2", address(2)));
        apply(new Command.AddMember(THREE.node(), "n3", address(3)));
        List.of(ONE, TWO, THREE).forEach(session -> apply(new Command.OpenSession(session)));
        apply(new Command.SetVip("web", VipDefinition.of(VipAddress.parse("192.0.2.5/24"))));
        apply(assign(TWO, TransitionReason.FIRST_ASSIGNMENT));
        watch.observe(state, true, at(1_000));
        watch.told(TWO, at(1_000));
        apply(new Command.RecordTiming("web", grant(), new TransitionTiming(Optional.empty(), 0, 0, Optional.empty())));
        watch.observe(state, true, at(1_000));
    }

    @Test
    void timesAFailoverFromTheLapseOfTheSession() {
        watch.lapsed(List.of(TWO), at(2_000));
        watch.lapsed(List.of(TWO), at(2_005));
        watch.closed(TWO, at(2_010));
        watch.closed(TWO, at(2_011));
        failOverTo(THREE, 2_015);
        watch.lapsed(List.of(), at(2_016));
        watch.told(THREE, at(2_017));
        watch.told(THREE, at(2_030));

        assertThat(took(THREE, 4, 6)).contains(timing(Optional.of(10L), 15, 21, Optional.of(23L)));
    }

    @Test
    void aSessionThatCameBackLapsesAnew() {
        watch.lapsed(List.of(TWO), at(2_000));
        watch.closed(TWO, at(2_001));
        watch.lapsed(List.of(), at(2_002));
        watch.lapsed(List.of(TWO), at(3_000));
        failOverTo(THREE, 3_010);
        watch.told(THREE, at(3_010));

        assertThat(took(THREE, 1, 2)).contains(timing(Optional.empty(), 10, 11, Optional.of(12L)));
    }

    @Test
    void timesAHandoverFromWhenTheHolderSaysSo() {
        watch.givenBack("web", grant(), at(2_000));
        watch.givenBack("web", grant(), at(2_001));
        apply(release(TWO));
        apply(assign(THREE, TransitionReason.NODE_STOPPING));
        watch.observe(state, true, at(2_003));
        watch.told(THREE, at(2_003));

        assertThat(took(THREE, 1, 2)).contains(timing(Optional.empty(), 3, 4, Optional.of(5L)));
    }

    @Test
    void timesAHandoverFromTheRevocationThatAskedForIt() {
        apply(new Command.Revoke("web", grant(), TransitionReason.MEMBER_LEAVING));
        watch.observe(state, true, at(2_000));
        watch.givenBack("web", grant(), at(2_010));
        apply(release(TWO));
        watch.observe(state, true, at(2_020));
        apply(assign(THREE, TransitionReason.MEMBER_LEAVING));
        watch.observe(state, true, at(2_030));
        watch.told(THREE, at(2_031));

        assertThat(took(THREE, 1, 2)).contains(timing(Optional.empty(), 30, 32, Optional.of(33L)));
    }

    @Test
    void aVipThatNobodyCouldTakeIsTimedFromWhenItLostItsHolder() {
        watch.lapsed(List.of(TWO), at(2_000));
        watch.closed(TWO, at(2_010));
        apply(expire(TWO));
        watch.observe(state, true, at(2_015));
        watch.lapsed(List.of(), at(2_016));
        apply(assign(THREE, TransitionReason.SESSION_EXPIRED));
        watch.observe(state, true, at(9_000));
        watch.told(THREE, at(9_000));

        assertThat(took(THREE, 1, 2)).contains(timing(Optional.of(10L), 7_000, 7_001, Optional.of(7_002L)));
    }

    @Test
    void aRestartIsTimedFromWhenTheLogHasIt() {
        apply(new Command.OpenSession(new SessionId(TWO.node(), 2)));
        watch.observe(state, true, at(2_000));
        apply(assign(THREE, TransitionReason.NODE_RESTARTED));
        watch.observe(state, true, at(2_004));
        watch.told(THREE, at(2_005));

        assertThat(took(THREE, 1, 2)).contains(timing(Optional.empty(), 4, 6, Optional.of(7L)));
    }

    @Test
    void theLeaderItselfKnowsAtOnce() {
        watch.lapsed(List.of(TWO), at(2_000));
        failOverTo(ONE, 2_005);

        assertThat(took(ONE, 1, 2)).contains(timing(Optional.empty(), 5, 6, Optional.of(7L)));
    }

    @Test
    void whatBecomesKnownOfTheCauseLaterIsLeftOut() {
        watch.lapsed(List.of(TWO), at(2_000));
        failOverTo(THREE, 2_005);
        watch.closed(TWO, at(2_010));
        watch.told(THREE, at(2_010));

        assertThat(took(THREE, 1, 2)).contains(timing(Optional.empty(), 5, 11, Optional.of(12L)));
    }

    @Test
    void anAnnouncementThatCouldNotBeSentIsLeftOut() {
        failOverTo(THREE, 2_005);
        watch.told(THREE, at(2_005));
        Timing unannounced = new Timing(grant(), Duration.ofMillis(3), Optional.empty());
        assertThat(watch.took(THREE, unannounced).map(Command.RecordTiming::timing))
                .contains(timing(Optional.empty(), 0, 3, Optional.empty()));
    }

    @Test
    void takesNobodyElsesWord() {
        failOverTo(THREE, 2_005);
        watch.told(THREE, at(2_005));
        assertThat(took(TWO, 1, 2)).isEmpty();
        assertThat(took(new SessionId(THREE.node(), 2), 1, 2)).isEmpty();
    }

    @Test
    void saysNothingOfWhatItDoesNotKnow() {
        assertThat(took(TWO, 1, 2)).as("the log has that already").isEmpty();
        failOverTo(THREE, 2_005);
        assertThat(took(THREE, 1, 2)).as("it was not told yet").isEmpty();
        watch.told(THREE, at(2_006));
        assertThat(watch.took(THREE, new Timing(new GrantNumber(99), Duration.ZERO, Optional.empty())))
                .isEmpty();
        assertThat(watch.took(THREE, new Timing(grant(), Duration.ofDays(9), Optional.empty())))
                .as("nobody takes so long")
                .isEmpty();
        apply(new Command.OpenSession(new SessionId(THREE.node(), 2)));
        watch.observe(state, true, at(2_010));
        assertThat(took(THREE, 1, 2)).as("it is over").isEmpty();
    }

    @Test
    void aMoveOfAnotherLeadersIsNotItsOwn() {
        leading = false;
        failOverTo(THREE, 2_005);
        leading = true;
        watch.told(THREE, at(2_005));
        assertThat(took(THREE, 1, 2)).isEmpty();

        apply(release(THREE));
        apply(assign(ONE, TransitionReason.NODE_STOPPING));
        watch.observe(state, true, at(3_000));
        assertThat(took(ONE, 1, 2)).isPresent();
        watch.clear();
        assertThat(took(ONE, 1, 2))
                .as("nor what it began before it led no more")
                .isEmpty();
    }

    @Test
    void aNewVipIsTimedFromItsDefinition() {
        apply(new Command.SetVip("db", VipDefinition.of(VipAddress.parse("192.0.2.6/24"))));
        watch.observe(state, true, at(2_000));
        apply(new Command.Assign("db", THREE, TransitionReason.FIRST_ASSIGNMENT, 0));
        watch.observe(state, true, at(2_004));
        watch.told(THREE, at(2_004));
        Timing told = new Timing(new GrantNumber(state.lastGrant()), Duration.ofMillis(1), Optional.empty());
        assertThat(watch.took(THREE, told).map(Command.RecordTiming::timing))
                .contains(timing(Optional.empty(), 4, 5, Optional.empty()));
    }

    /** In one entry. */
    private void failOverTo(SessionId next, long millis) {
        apply(expire(TWO));
        apply(assign(next, TransitionReason.SESSION_EXPIRED));
        watch.observe(state, leading, at(millis));
    }

    private void apply(Command command) {
        ClusterState.Applied applied = state.apply(command);
        assertThat(applied.outcome().accepted()).as("%s", command).isTrue();
        state = applied.state();
    }

    private Optional<TransitionTiming> took(SessionId holder, long bound, long announced) {
        return watch.took(
                        holder,
                        new Timing(grant(), Duration.ofMillis(bound), Optional.of(Duration.ofMillis(announced))))
                .map(command -> {
                    assertThat(command.vip()).isEqualTo("web");
                    assertThat(command.grant()).isEqualTo(grant());
                    return command.timing();
                });
    }

    private GrantNumber grant() {
        return state.vip("web")
                .flatMap(v -> v.assignment())
                .map(a -> a.grant())
                .orElseGet(() -> new GrantNumber(state.lastGrant()));
    }

    private Command.ExpireSession expire(SessionId session) {
        return new Command.ExpireSession(session, state.voters().orElseThrow().version());
    }

    private Command.Release release(SessionId session) {
        return new Command.Release("web", grant(), session, TransitionReason.NODE_STOPPING);
    }

    private static Command.Assign assign(SessionId session, TransitionReason reason) {
        return new Command.Assign("web", session, reason, 0);
    }

    private static TransitionTiming timing(
            Optional<Long> closed, long committed, long bound, Optional<Long> announced) {
        return new TransitionTiming(closed, committed, bound, announced);
    }

    private static long at(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    private static ClusterAddress address(long n) {
        return ClusterAddress.parse("10.0.0." + n + ":8800");
    }
}
