package dev.quorumvip.agent.node;

import static dev.quorumvip.agent.node.Sample.A;
import static dev.quorumvip.agent.node.Sample.B;
import static dev.quorumvip.agent.node.Sample.C;
import static dev.quorumvip.agent.node.Sample.D;
import static dev.quorumvip.agent.node.Sample.session;
import static dev.quorumvip.agent.node.Sample.voters;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.ConflictPolicy;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.protocol.Message.Knowledge;
import dev.quorumvip.agent.protocol.Message.MemberState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.TransitionReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnowledgesTest {
    private final ScriptedConsensus log = new ScriptedConsensus();
    private final Knowledges knowledges = new Knowledges();

    @Test
    void knowsNothingBeforeAnythingWasAppliedOrHeard() {
        assertThat(knowledges.about(B, log.applied(), Optional.of(A), Optional.empty()))
                .isEmpty();
    }

    @Test
    void passesOnTheVotersItHeardOfWhileItHasAppliedNothing() {
        assertThat(knowledges.about(B, log.applied(), Optional.of(A), Optional.of(voters(4, A, B))))
                .contains(new Knowledge(B, 0, Optional.of(A), voters(4, A, B), MemberState.UNKNOWN, 0, List.of()));
    }

    @Test
    void tellsAMemberItsSessionAndWhatIsAssignedToIt() {
        Sample.found(log);
        log.append(new Command.OpenSession(session(B, 6)), new Command.OpenSession(session(C, 1)));
        set("web", 10);
        set("db", 11);
        set("mail", 12);
        assign("web", B, 6);
        assign("db", C, 1);
        assign("mail", B, 6);
        log.append(new Command.Revoke("mail", new GrantNumber(3), TransitionReason.VIP_CHANGED));

        Knowledge known = about(B);

        assertThat(known.appliedIndex()).isEqualTo(log.applied().index());
        assertThat(known.member()).isEqualTo(MemberState.MEMBER);
        assertThat(known.openEpoch()).isEqualTo(6);
        assertThat(known.voters()).isEqualTo(voters(3, A, B, C));
        assertThat(known.assignments())
                .containsExactly(sample("mail", 3, "192.0.2.12/24", true), sample("web", 1, "192.0.2.10/24", false));
    }

    @Test
    void tellsTheAssignedAddressWhileTheDefinitionIsAnother() {
        Sample.found(log);
        log.append(new Command.OpenSession(session(B, 1)));
        set("web", 10);
        assign("web", B, 1);
        set("web", 77);
        assertThat(about(B).assignments()).containsExactly(sample("web", 1, "192.0.2.10/24", true));
    }

    @Test
    void tellsOfNoSessionWhereNoneIsOpen() {
        Sample.found(log);
        assertThat(about(B).openEpoch()).isZero();
        assertThat(about(B).assignments()).isEmpty();
    }

    @Test
    void tellsStrangersFromThoseWhoWereRemoved() {
        Sample.found(log);
        assertThat(about(D).member()).isEqualTo(MemberState.UNKNOWN);
        log.append(new Command.AddMember(D, "d", Sample.address(D)));
        assertThat(about(D).member()).isEqualTo(MemberState.MEMBER);
        log.append(new Command.StartRemoval(D));
        assertThat(about(D).member()).as("leaving").isEqualTo(MemberState.MEMBER);
        log.append(new Command.DropMember(D));
        assertThat(about(D).member()).isEqualTo(MemberState.REMOVED);
    }

    @Test
    void tellsInPartsWhatIsMoreThanOneMessageAndRarelyOnceItWasToldSeveralTimes() {
        Sample.found(log);
        log.append(new Command.OpenSession(session(B, 1)));
        for (int i = 0; i < 100; i++) {
            set("vip" + i, i);
            assign("vip" + i, B, 1);
        }
        List<List<AssignedVip>> told = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            told.add(part(B).assignments());
        }
        int pages =
                (int) told.stream().filter(page -> !page.isEmpty()).distinct().count();
        assertThat(pages).isGreaterThan(1);
        for (List<List<AssignedVip>> span :
                List.of(told.subList(0, pages), told.subList(2 * pages, 3 * pages), told.subList(300, 400))) {
            assertThat(span.stream().flatMap(List::stream).map(AssignedVip::vip).distinct())
                    .as("all of them")
                    .hasSize(100);
        }
        assertThat(told.subList(300, 400).stream().filter(page -> !page.isEmpty()))
                .as("one of eight")
                .hasSizeBetween(12, 13);

        log.append(new Command.Revoke("vip7", new GrantNumber(8), TransitionReason.VIP_CHANGED));
        assertThat(part(B).assignments()).as("from the start after a change").isNotEmpty();
        assertThat(part(B).assignments()).isNotEmpty();
    }

    @Test
    void tellsAllEachTimeWhereOneMessageHasRoomForIt() {
        Sample.found(log);
        log.append(new Command.OpenSession(session(B, 1)));
        set("web", 10);
        assign("web", B, 1);
        for (int i = 0; i < 20; i++) {
            assertThat(part(B)).isEqualTo(about(B));
        }
    }

    private Knowledge part(NodeId node) {
        return knowledges
                .partAbout(node, log.applied(), Optional.of(A), Optional.empty())
                .orElseThrow();
    }

    private Knowledge about(NodeId node) {
        return knowledges
                .about(node, log.applied(), Optional.of(A), Optional.empty())
                .orElseThrow();
    }

    private void set(String name, int host) {
        log.append(new Command.SetVip(name, VipDefinition.of(VipAddress.parse("192.0.2." + host + "/24"))));
    }

    private void assign(String name, NodeId to, long epoch) {
        log.append(new Command.Assign(name, session(to, epoch), TransitionReason.FIRST_ASSIGNMENT, 0));
    }

    /** One that nobody has had yet, with the default of everything. */
    private static AssignedVip sample(String vip, long grant, String address, boolean revoked) {
        return new AssignedVip(
                vip,
                new GrantNumber(grant),
                List.of(VipAddress.parse(address)),
                InterfaceChoice.of(""),
                revoked,
                Optional.of(ConflictPolicy.REFUSE));
    }
}
