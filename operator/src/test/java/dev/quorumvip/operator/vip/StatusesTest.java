package dev.quorumvip.operator.vip;

import static dev.quorumvip.operator.Samples.NOON;
import static dev.quorumvip.operator.Samples.confirmed;
import static dev.quorumvip.operator.Samples.member;
import static dev.quorumvip.operator.Samples.told;
import static dev.quorumvip.operator.Samples.unconfirmed;
import static dev.quorumvip.operator.Samples.virtualIp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.api.InabilityStatus;
import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.api.TransitionTimes;
import dev.quorumvip.api.VipState;
import dev.quorumvip.api.VipStatus;
import dev.quorumvip.api.VipTransition;
import dev.quorumvip.crd.ConditionType;
import dev.quorumvip.crd.HolderStatus;
import dev.quorumvip.crd.LastSeen;
import dev.quorumvip.crd.TransitionStatus;
import dev.quorumvip.crd.VirtualIP;
import dev.quorumvip.crd.VirtualIPStatus;
import dev.quorumvip.operator.quorum.QuorumView;
import dev.quorumvip.operator.quorum.Reach;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatusesTest {
    private static final VirtualIP WEB = virtualIp("web", "{addresses: [192.0.2.5/24]}");
    private static final Acceptance ACCEPTED = new Acceptance.Accepted();
    private static final List<MemberStatus> TWO =
            List.of(member(1, Map.of(), false, true), member(2, Map.of(), true, true));

    private static VirtualIPStatus of(QuorumView view, Acceptance acceptance) {
        return Statuses.of(WEB, view, acceptance, NOON);
    }

    private static String said(VirtualIPStatus status, String type) {
        Condition condition = Conditions.find(status.conditions(), type).orElseThrow();
        return condition.getStatus() + " " + condition.getReason();
    }

    @Test
    void namesTheHolderThatAQuorumConfirms() {
        VirtualIPStatus status = of(confirmed(TWO, told("web", VipState.HELD, "n1")), ACCEPTED);

        assertThat(status.holder()).isEqualTo(new HolderStatus("n1", "eth0", "02:00:00:00:00:01", NOON));
        assertThat(status.observedGeneration()).isEqualTo(1);
        assertThat(status.addressSummary()).isEqualTo("192.0.2.5/24");
        assertThat(status.eligibleNodes()).containsExactly("n1");
        assertThat(status.nodes().get(1).reasons()).containsExactly("Drained");
        assertThat(status.conditions()).extracting(Condition::getType).containsExactlyElementsOf(Conditions.TYPES);
        assertThat(said(status, ConditionType.ACCEPTED)).isEqualTo("True Accepted");
        assertThat(said(status, ConditionType.PROGRAMMED)).isEqualTo("True Programmed");
        assertThat(said(status, ConditionType.READY)).isEqualTo("True Held");
        assertThat(said(status, ConditionType.QUORUM_AVAILABLE)).isEqualTo("True MajorityAnswers");
        assertThat(said(status, ConditionType.HOLDER_HEALTHY)).isEqualTo("True Healthy");
        assertThat(said(status, ConditionType.ADDRESS_CONFLICT)).isEqualTo("False NoConflict");
    }

    @ParameterizedTest
    @EnumSource(value = Reach.class, mode = EnumSource.Mode.EXCLUDE, names = "CONFIRMED")
    void claimsNothingThatNobodyConfirms(Reach reach) {
        WEB.setStatus(of(confirmed(TWO, told("web", VipState.HELD, "n1")), ACCEPTED));

        VirtualIPStatus status = of(unconfirmed(reach), ACCEPTED);

        assertThat(status.holder()).isNull();
        assertThat(status.eligibleNodes()).isEmpty();
        assertThat(status.lastSeen()).isEqualTo(new LastSeen("n1", NOON));
        assertThat(said(status, ConditionType.READY)).startsWith("Unknown ");
        assertThat(said(status, ConditionType.HOLDER_HEALTHY)).startsWith("Unknown ");
        assertThat(said(status, ConditionType.QUORUM_AVAILABLE))
                .startsWith(reach == Reach.NO_QUORUM ? "False QuorumLost" : "Unknown ");
    }

    @Test
    void keepsWhereItWasLastSeenUntilItIsSeenAgain() {
        WEB.setStatus(of(confirmed(TWO, told("web", VipState.HELD, "n1")), ACCEPTED));
        WEB.setStatus(of(unconfirmed(Reach.UNREACHABLE), ACCEPTED));

        VirtualIPStatus later = of(unconfirmed(Reach.NO_QUORUM), ACCEPTED);
        assertThat(later.lastSeen()).isEqualTo(new LastSeen("n1", NOON));

        WEB.setStatus(later);
        assertThat(of(confirmed(TWO, told("web", VipState.UNASSIGNED, null)), ACCEPTED)
                        .lastSeen())
                .isNull();
    }

    @Test
    void doesNotNameANodeThatIsOnlyPromisedIt() {
        VirtualIPStatus status = of(confirmed(TWO, told("web", VipState.ASSIGNED, "n1")), ACCEPTED);

        assertThat(status.holder()).isNull();
        assertThat(said(status, ConditionType.READY)).isEqualTo("False Binding");
    }

    @Test
    void saysWhatIsWrongOnAllNodesWhenItIsTheSame() {
        VirtualIPStatus status = of(
                confirmed(
                        TWO.subList(0, 1),
                        told("web", VipState.UNASSIGNED, null, new InabilityStatus("n1", "UNHEALTHY"))),
                ACCEPTED);

        assertThat(said(status, ConditionType.READY)).isEqualTo("False Unhealthy");
        assertThat(Conditions.find(status.conditions(), ConditionType.READY)
                        .orElseThrow()
                        .getMessage())
                .isEqualTo("no node can have it: n1 Unhealthy");
    }

    @Test
    void saysThatNoNodeIsEligibleWhereReasonsDiffer() {
        VirtualIPStatus status = of(
                confirmed(TWO, told("web", VipState.UNASSIGNED, null, new InabilityStatus("n1", "UNHEALTHY"))),
                ACCEPTED);

        assertThat(said(status, ConditionType.READY)).isEqualTo("False NoEligibleNode");
    }

    @Test
    void isNotProgrammedWithAnOlderGeneration() {
        VirtualIP newer = virtualIp("web", "{addresses: [192.0.2.6/24]}");
        newer.getMetadata().setGeneration(2L);

        VirtualIPStatus status = Statuses.of(
                newer,
                confirmed(TWO, told("web", VipState.HELD, "n1")),
                new Acceptance.Refused("AddressInUse", "taken"),
                NOON);

        assertThat(said(status, ConditionType.ACCEPTED)).isEqualTo("False AddressInUse");
        assertThat(said(status, ConditionType.PROGRAMMED)).isEqualTo("False NotAccepted");
        assertThat(said(status, ConditionType.READY)).isEqualTo("True Held");
        assertThat(status.addresses()).containsExactly("192.0.2.5/24");
    }

    @Test
    void takesAVipOfAnotherOwnerForNoneOfItsOwn() {
        VirtualIP other = virtualIp("web", "{addresses: [192.0.2.5/24]}");
        other.getMetadata().setUid("another");

        VirtualIPStatus status =
                Statuses.of(other, confirmed(TWO, told("web", VipState.HELD, "n1")), new Acceptance.Open(null), NOON);

        assertThat(status.holder()).isNull();
        assertThat(said(status, ConditionType.READY)).isEqualTo("False Pending");
    }

    @Test
    void keepsTheTimeOfAConditionWhoseStatusIsTheSame() {
        WEB.setStatus(of(confirmed(TWO, told("web", VipState.ASSIGNED, "n1")), ACCEPTED));

        VirtualIPStatus later = Statuses.of(
                WEB, confirmed(TWO, told("web", VipState.UNASSIGNED, null)), ACCEPTED, NOON.plusSeconds(60));
        assertThat(Conditions.find(later.conditions(), ConditionType.READY)
                        .orElseThrow()
                        .getLastTransitionTime())
                .isEqualTo("2026-01-01T12:00:00Z");

        VirtualIPStatus held =
                Statuses.of(WEB, confirmed(TWO, told("web", VipState.HELD, "n1")), ACCEPTED, NOON.plusSeconds(60));
        assertThat(Conditions.find(held.conditions(), ConditionType.READY)
                        .orElseThrow()
                        .getLastTransitionTime())
                .isEqualTo("2026-01-01T12:01:00Z");
    }

    @Test
    void tellsTheStepsOfTheLastTransition() {
        VipStatus plain = told("web", VipState.HELD, "n2");
        VipStatus moved = new VipStatus(
                plain.name(),
                plain.revision(),
                plain.addresses(),
                plain.spec(),
                plain.state(),
                plain.holder(),
                false,
                List.of(),
                null,
                List.of(),
                new VipTransition("n1", "n2", "SESSION_EXPIRED", NOON, 31L, new TransitionTimes(0, 9L, 14, 29, 31L)),
                4);

        assertThat(of(confirmed(TWO, moved), ACCEPTED).lastTransition())
                .isEqualTo(new TransitionStatus(
                        "n1",
                        "n2",
                        "SESSION_EXPIRED",
                        NOON.minusMillis(9),
                        NOON.plusMillis(20),
                        NOON.plusMillis(22),
                        31L));
    }
}
