package dev.quorumvip.agent.node;

import static dev.quorumvip.agent.node.Sample.A;
import static dev.quorumvip.agent.node.Sample.B;
import static dev.quorumvip.agent.node.Sample.C;
import static dev.quorumvip.agent.node.Sample.D;
import static dev.quorumvip.agent.node.Sample.address;
import static dev.quorumvip.agent.node.Sample.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.node.StatusDesk.View;
import dev.quorumvip.agent.protocol.Message.Holding;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.agent.state.TransitionTiming;
import dev.quorumvip.api.HolderStatus;
import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.api.Role;
import dev.quorumvip.api.SessionState;
import dev.quorumvip.api.TransitionTimes;
import dev.quorumvip.api.VipState;
import dev.quorumvip.api.VipStatus;
import dev.quorumvip.api.VipTransition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What A says of a cluster in which it and B keep their sessions; the VIP web is B's. */
class StatusDeskTest {
    private static final Duration HEARD_SPAN = Duration.ofSeconds(1);
    private static final long MAC = 0x02_00_00_00_00_09L;
    private static final Holding HOLDING = new Holding(new GrantNumber(1), MAC, "eth5", 1_748_779_200_000L);

    private final MemberBench bench = new MemberBench();
    private final StatusDesk desk = new StatusDesk(A, bench.log, HEARD_SPAN);

    @BeforeEach
    void webIsAssignedToB() {
        bench.log.append(new Command.OpenSession(session(B, 1)));
        bench.log.append(new Command.SetVip("web", VipDefinition.of(VipAddress.parse("192.0.2.100/24"))));
        bench.log.append(new Command.Assign("web", session(B, 1), TransitionReason.FIRST_ASSIGNMENT, 1_000));
        bench.start();
        bench.confirm();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void saysAssignedUntilTheHolderItselfSaysThatItHasTheAddress() {
        bench.hear(B);
        assertThat(web().state()).isEqualTo(VipState.ASSIGNED);
        assertThat(web().holder()).isEqualTo(new HolderStatus(2, "b", null, null, null));
    }

    @Test
    void saysHeldOnTheHoldersOwnWord() {
        bench.hear(B, HOLDING);
        assertThat(web().state()).isEqualTo(VipState.HELD);
        assertThat(web().holder())
                .isEqualTo(
                        new HolderStatus(2, "b", "eth5", "02:00:00:00:00:09", Instant.parse("2025-06-01T12:00:00Z")));
    }

    @Test
    void takesNobodyElsesWordForIt() {
        bench.hear(B);
        bench.hear(C, HOLDING);
        assertThat(web().state()).isEqualTo(VipState.ASSIGNED);
    }

    @Test
    void takesNoWordOfAnOlderGrantForIt() {
        bench.hear(B, new Holding(new GrantNumber(9), MAC, "eth5", 0));
        assertThat(web().state()).isEqualTo(VipState.ASSIGNED);
    }

    @Test
    void saysHeldNoLongerThanTheHoldersWordIsFresh() {
        bench.hear(B, HOLDING);
        bench.confirmedFor(HEARD_SPAN);
        assertThat(web().state()).isEqualTo(VipState.HELD);
        bench.confirmedFor(Duration.ofMillis(5));
        assertThat(web().state()).isEqualTo(VipState.ASSIGNED);
    }

    @Test
    void saysHeldHereWhenItHasTheAddressItself() {
        bench.log.append(new Command.SetVip("db", VipDefinition.of(VipAddress.parse("192.0.2.101/24"))));
        bench.log.append(new Command.Assign("db", session(A, 1), TransitionReason.FIRST_ASSIGNMENT, 1_000));
        assertThat(vip("db").state()).isEqualTo(VipState.ASSIGNED);
        bench.moved();
        bench.confirmedFor(Duration.ofMillis(500)); // while the segment is asked first
        assertThat(bench.addresses.ours()).containsExactly("192.0.2.101/32");
        assertThat(vip("db").state()).isEqualTo(VipState.HELD);
        assertThat(vip("db").holder())
                .isNotNull()
                .extracting(HolderStatus::interfaceName)
                .isEqualTo("eth0");
    }

    @Test
    void saysUnknownAndNamesNobodyWhenNoMajorityAnswers() {
        bench.hear(B, HOLDING);
        bench.loop.advance(MemberBench.TIMING.leaseDuration());
        VipStatus web = web();
        assertThat(web.state()).isEqualTo(VipState.UNKNOWN);
        assertThat(web.holder()).isNull();
        assertThat(view().members()).allSatisfy(member -> {
            assertThat(member.session()).isEqualTo(SessionState.UNKNOWN);
            assertThat(member.live()).isNull();
        });
    }

    @Test
    void saysUnknownWhenItsOwnLogLagsBehindWhatVotersTold() {
        bench.hear(B, HOLDING);
        bench.behind();
        bench.confirmedFor(Duration.ofMillis(1_005));
        bench.hear(B, HOLDING);
        assertThat(web().state()).isEqualTo(VipState.UNKNOWN);
        assertThat(web().holder()).isNull();
    }

    @Test
    void neverNamesTheOldHolderAfterItsSessionExpired() {
        bench.hear(B, HOLDING);
        bench.log.append(new Command.ExpireSession(
                session(B, 1), bench.log.state().voters().orElseThrow().version()));
        assertThat(web().state()).isEqualTo(VipState.UNASSIGNED);
        assertThat(web().holder()).isNull();
        assertThat(member(B).session()).isEqualTo(SessionState.NONE);
    }

    @Test
    void saysReleasingWhileTheHolderIsAskedToLetGo() {
        bench.hear(B, HOLDING);
        bench.log.append(new Command.Revoke("web", new GrantNumber(1), TransitionReason.VIP_CHANGED));
        assertThat(web().state()).isEqualTo(VipState.RELEASING);
        assertThat(web().holder()).isNotNull().extracting(HolderStatus::name).isEqualTo("b");
    }

    @Test
    void namesNoHolderOfAVipThatIsBeingDeleted() {
        bench.hear(B, HOLDING);
        bench.log.append(new Command.DeleteVip("web"));
        assertThat(web().state()).isEqualTo(VipState.RELEASING);
        assertThat(web().holder()).isNull();
    }

    @Test
    void tellsHowEachMemberDoes() {
        bench.log.append(new Command.AddMember(D, "d", address(D)));
        bench.hear(B, HOLDING);
        assertThat(member(A))
                .isEqualTo(new MemberStatus(
                        1,
                        "a",
                        "192.0.2.1:8800",
                        Role.VOTER,
                        Map.of(),
                        List.of("02:00:00:00:00:03"),
                        false,
                        SessionState.OPEN,
                        true,
                        true));
        assertThat(member(B).live()).isTrue();
        assertThat(member(C).live()).isFalse();
        assertThat(member(C).session()).isEqualTo(SessionState.NONE);
        assertThat(member(D).role()).as("nobody heard it").isEqualTo(Role.SPARE);
        bench.hear(D);
        assertThat(member(D).role()).isEqualTo(Role.STAND_BY);
    }

    @Test
    void tellsTheLastTransitionEvenWhenNothingIsConfirmed() {
        bench.loop.advance(MemberBench.TIMING.leaseDuration());
        assertThat(web().lastTransition())
                .isNotNull()
                .extracting(VipTransition::to)
                .isEqualTo("b");
        assertThat(web().transitions()).isEqualTo(1);
    }

    @Test
    void tellsHowLongTheLastTransitionTookOnceTheLogHasIt() {
        assertThat(web().lastTransition())
                .isEqualTo(new VipTransition(null, "b", "FIRST_ASSIGNMENT", Instant.ofEpochMilli(1_000), null, null));
        bench.log.append(new Command.RecordTiming(
                "web", new GrantNumber(1), new TransitionTiming(Optional.of(3L), 8, 11, Optional.of(12L))));
        assertThat(web().lastTransition())
                .isEqualTo(new VipTransition(
                        null,
                        "b",
                        "FIRST_ASSIGNMENT",
                        Instant.ofEpochMilli(1_000),
                        12L,
                        new TransitionTimes(0, 3L, 8, 11, 12L)));
    }

    @Test
    void makesAnOldViewUnknownWithoutItsHolders() {
        bench.hear(B, HOLDING);
        View old = StatusDesk.unknown(view());
        assertThat(old.vips()).allSatisfy(vip -> {
            assertThat(vip.state()).isEqualTo(VipState.UNKNOWN);
            assertThat(vip.holder()).isNull();
        });
        assertThat(old.members()).allSatisfy(member -> {
            assertThat(member.session()).isEqualTo(SessionState.UNKNOWN);
            assertThat(member.live()).isNull();
        });
    }

    private View view() {
        return bench.loop.ask(() -> desk.view(bench.cluster(), bench.loop.clock.nanos()));
    }

    private VipStatus web() {
        return vip("web");
    }

    private VipStatus vip(String name) {
        List<VipStatus> vips = view().vips();
        return vips.stream().filter(v -> v.name().equals(name)).findFirst().orElseThrow();
    }

    private MemberStatus member(NodeId node) {
        return view().members().stream()
                .filter(m -> m.id() == node.value())
                .findFirst()
                .orElseThrow();
    }
}
