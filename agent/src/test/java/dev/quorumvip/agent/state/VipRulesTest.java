package dev.quorumvip.agent.state;

import static dev.quorumvip.agent.state.Script.assign;
import static dev.quorumvip.agent.state.Script.members;
import static dev.quorumvip.agent.state.Script.node;
import static dev.quorumvip.agent.state.Script.open;
import static dev.quorumvip.agent.state.Script.release;
import static dev.quorumvip.agent.state.Script.revoke;
import static dev.quorumvip.agent.state.Script.session;
import static dev.quorumvip.agent.state.Script.set;
import static dev.quorumvip.agent.state.Script.timing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.definition.Preemption;
import dev.quorumvip.agent.definition.VipDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VipRulesTest {
    private static Command.DeleteVip delete(String vip) {
        return new Command.DeleteVip(vip);
    }

    /** Two members with open sessions of epoch 1, and VIP a. */
    private static Script script() {
        return members(2).accepts(open(1, 1), open(2, 1), set("a", "192.0.2.1/24"));
    }

    private static Assignment assignment(Script script, String vip) {
        return script.vip(vip).assignment().orElseThrow();
    }

    @Test
    void vipIsAssignedToAnOpenSession() {
        Script script = script().accepts(assign("a", 1, 1));

        assertThat(assignment(script, "a"))
                .isEqualTo(new Assignment(
                        session(1, 1),
                        new GrantNumber(1),
                        List.of(VipAddress.parse("192.0.2.1/24")),
                        new InterfaceChoice.NodeDefault(),
                        true,
                        Optional.empty()));
        assertThat(script.state.held(node(1))).isEqualTo(1);
        assertThat(script.vip("a").transitions()).isEqualTo(1);
    }

    @Test
    void addressesAreAskedForFirstUntilSomebodyHasHadThem() {
        Script script = script().accepts(assign("a", 1, 1));
        assertThat(assignment(script, "a").probeFirst()).isTrue();
        script.accepts(new Command.Release("a", new GrantNumber(1), session(1, 1), TransitionReason.ADDRESS_CONFLICT))
                .accepts(assign("a", 1, 1));
        assertThat(assignment(script, "a").probeFirst())
                .as("it was never bound")
                .isTrue();
        script.accepts(
                        new Command.RecordTiming(
                                "a",
                                new GrantNumber(2),
                                new TransitionTiming(Optional.empty(), 1, 2, Optional.empty())),
                        new Command.Release("a", new GrantNumber(2), session(1, 1), TransitionReason.MOVED))
                .accepts(assign("a", 1, 1));
        assertThat(assignment(script, "a").probeFirst()).as("it was bound").isFalse();
        script.accepts(set("a", "192.0.2.77/24"));
        assertThat(script.vip("a").claimed()).as("another address").isFalse();
    }

    @Test
    void assignedVipIsNotAssignedAgain() {
        script().accepts(assign("a", 1, 1))
                .refuses(assign("a", 2, 1), RefusalCause.ALREADY_ASSIGNED)
                .refuses(assign("a", 1, 1), RefusalCause.ALREADY_ASSIGNED)
                .accepts(revoke("a", 1))
                .refuses(assign("a", 2, 1), RefusalCause.ALREADY_ASSIGNED);
    }

    @Test
    void vipIsAssignedToNobodyElse() {
        script().refuses(assign("x", 1, 1), RefusalCause.UNKNOWN_VIP)
                .refuses(assign("a", 1, 2), RefusalCause.SESSION_NOT_OPEN)
                .refuses(assign("a", 3, 1), RefusalCause.SESSION_NOT_OPEN)
                .accepts(new Command.StartRemoval(node(2)))
                .refuses(assign("a", 2, 1), RefusalCause.MEMBER_LEAVING);
    }

    @Test
    void releaseFreesTheVipForTheNextUnderANewGrant() {
        Script script = script().accepts(assign("a", 1, 1), release("a", 1, 1, 1));
        assertThat(script.vip("a").assignment()).isEmpty();
        assertThat(script.vip("a").unassignedBecause()).contains(TransitionReason.NODE_STOPPING);

        script.accepts(assign("a", 2, 1));

        assertThat(assignment(script, "a").grant()).isEqualTo(new GrantNumber(2));
        assertThat(script.vip("a").lastTransition().orElseThrow().from()).contains(node(1));
        assertThat(script.vip("a").unassignedBecause()).isEmpty();
    }

    @Test
    void onlyTheHolderReleasesAndOnlyItsGrant() {
        script().refuses(release("a", 1, 1, 1), RefusalCause.NOT_ASSIGNED)
                .refuses(release("x", 1, 1, 1), RefusalCause.NOT_ASSIGNED)
                .accepts(assign("a", 1, 1))
                .refuses(release("a", 1, 2, 1), RefusalCause.NOT_ASSIGNED)
                .refuses(release("a", 2, 1, 1), RefusalCause.NOT_ASSIGNED)
                .refuses(release("a", 1, 1, 2), RefusalCause.NOT_ASSIGNED)
                .accepts(release("a", 1, 1, 1))
                .refuses(release("a", 1, 1, 1), RefusalCause.NOT_ASSIGNED);
    }

    @Test
    void lateReleaseOfAnOlderGrantDoesNotFreeTheNewerOne() {
        Script script = script().accepts(assign("a", 1, 1), release("a", 1, 1, 1), assign("a", 1, 1))
                .refuses(release("a", 1, 1, 1), RefusalCause.NOT_ASSIGNED);
        assertThat(assignment(script, "a").grant()).isEqualTo(new GrantNumber(2));
    }

    @Test
    void revocationMarksTheGrantAndNoOther() {
        Script script = script().refuses(revoke("a", 1), RefusalCause.NOT_ASSIGNED)
                .refuses(revoke("x", 1), RefusalCause.NOT_ASSIGNED)
                .accepts(assign("a", 1, 1))
                .refuses(revoke("a", 2), RefusalCause.NOT_ASSIGNED)
                .accepts(revoke("a", 1))
                .acceptsAgain(revoke("a", 1));
        assertThat(assignment(script, "a").revoked()).isTrue();
        script.accepts(release("a", 1, 1, 1), assign("a", 2, 1));
        assertThat(assignment(script, "a").revoked()).isFalse();
    }

    @Test
    void sameDefinitionChangesNothing() {
        script().accepts(assign("a", 1, 1)).acceptsAgain(set("a", "192.0.2.1/24"));
    }

    @Test
    void newDefinitionRevokesTheAssignmentAndHoldsForTheNext() {
        Script script = script().accepts(assign("a", 1, 1), set("a", "192.0.2.9/24"));

        assertThat(assignment(script, "a").revoked()).isTrue();
        assertThat(assignment(script, "a").addresses()).containsExactly(VipAddress.parse("192.0.2.1/24"));
        script.accepts(release("a", 1, 1, 1), assign("a", 1, 1));
        assertThat(assignment(script, "a").addresses()).containsExactly(VipAddress.parse("192.0.2.9/24"));
    }

    @Test
    void newInterfaceOrPrefixRevokesToo() {
        Script moved = script().accepts(
                        assign("a", 1, 1),
                        new Command.SetVip(
                                "a",
                                VipDefinition.of(VipAddress.parse("192.0.2.1/24"))
                                        .on(InterfaceChoice.of("eth1"))));
        assertThat(assignment(moved, "a").revoked()).isTrue();
        Script narrowed = script().accepts(assign("a", 1, 1), set("a", "192.0.2.1/32"));
        assertThat(assignment(narrowed, "a").revoked()).isTrue();
    }

    @Test
    void revocationIsNotTakenBackByReturningToTheOldDefinition() {
        Script script = script().accepts(assign("a", 1, 1), set("a", "192.0.2.9/24"), set("a", "192.0.2.1/24"));
        assertThat(assignment(script, "a").revoked()).isTrue();
    }

    @Test
    void addressBelongsToOneVip() {
        script().refuses(set("b", "192.0.2.1/24"), RefusalCause.ADDRESS_IN_USE)
                .refuses(set("b", "192.0.2.1/32"), RefusalCause.ADDRESS_IN_USE)
                .accepts(set("b", "192.0.2.2/24"))
                .refuses(set("b", "192.0.2.1/24"), RefusalCause.ADDRESS_IN_USE);
    }

    @Test
    void addressIsInUseUntilItsHolderLetGo() {
        script().accepts(assign("a", 1, 1), set("a", "192.0.2.9/24"))
                .refuses(set("b", "192.0.2.1/24"), RefusalCause.ADDRESS_IN_USE)
                .refuses(set("b", "192.0.2.9/24"), RefusalCause.ADDRESS_IN_USE)
                .accepts(release("a", 1, 1, 1), set("b", "192.0.2.1/24"))
                .refuses(set("a", "192.0.2.1/24"), RefusalCause.ADDRESS_IN_USE);
    }

    @Test
    void unassignedVipIsGoneAtOnce() {
        Script script = script().accepts(delete("a")).refuses(delete("a"), RefusalCause.UNKNOWN_VIP);
        assertThat(script.state.vips()).isEmpty();
    }

    @Test
    void assignedVipIsGoneOnceReleased() {
        Script script = script().accepts(assign("a", 1, 1), delete("a")).acceptsAgain(delete("a"));
        assertThat(script.vip("a").deleted()).isTrue();
        assertThat(assignment(script, "a").revoked()).isTrue();

        script.refuses(set("b", "192.0.2.1/24"), RefusalCause.ADDRESS_IN_USE).accepts(release("a", 1, 1, 1));

        assertThat(script.state.vips()).isEmpty();
        script.accepts(set("b", "192.0.2.1/24"));
    }

    @Test
    void vipThatIsSetAgainWhileBeingDeletedStays() {
        Script script = script().accepts(assign("a", 1, 1), delete("a"), set("a", "192.0.2.1/24"));
        assertThat(script.vip("a").deleted()).isFalse();
        assertThat(assignment(script, "a").revoked()).isTrue();

        script.accepts(release("a", 1, 1, 1), assign("a", 2, 1));
        assertThat(assignment(script, "a").session()).isEqualTo(session(2, 1));
    }

    @Test
    void deletedVipLeavesItsNewAddressToOthers() {
        script().accepts(assign("a", 1, 1), set("a", "192.0.2.9/24"), delete("a"), set("b", "192.0.2.9/24"))
                .refuses(set("a", "192.0.2.9/24"), RefusalCause.ADDRESS_IN_USE);
    }

    @Test
    void timingIsKeptWithTheTransitionThatItIsOf() {
        Script script = script().accepts(assign("a", 1, 1));
        assertThat(timingOf(script)).isEmpty();
        script.accepts(timing("a", 1, 7));
        assertThat(timingOf(script)).contains(timing("a", 1, 7).timing());
        assertThat(assignment(script, "a").revoked()).isFalse();

        script.accepts(release("a", 1, 1, 1), assign("a", 2, 1));
        assertThat(timingOf(script)).as("of the next one nothing is known yet").isEmpty();
    }

    @Test
    void timingOfAGrantThatIsOverIsRefused() {
        Script script = script().refuses(timing("x", 1, 7), RefusalCause.NOT_ASSIGNED)
                .refuses(timing("a", 1, 7), RefusalCause.NOT_ASSIGNED)
                .accepts(assign("a", 1, 1), release("a", 1, 1, 1))
                .refuses(timing("a", 1, 7), RefusalCause.NOT_ASSIGNED)
                .accepts(assign("a", 2, 1))
                .refuses(timing("a", 1, 7), RefusalCause.NOT_ASSIGNED);
        assertThat(timingOf(script)).isEmpty();
    }

    @Test
    void firstTimingStays() {
        Script script = script().accepts(assign("a", 1, 1), timing("a", 1, 7))
                .acceptsAgain(timing("a", 1, 7))
                .acceptsAgain(timing("a", 1, 8));
        assertThat(timingOf(script)).contains(timing("a", 1, 7).timing());
    }

    private static Optional<TransitionTiming> timingOf(Script script) {
        return script.vip("a").lastTransition().flatMap(Transition::timing);
    }

    @Test
    void grantNumbersNeverComeTwice() {
        Script script = script().accepts(set("b", "192.0.2.2/24"), assign("a", 1, 1), assign("b", 2, 1));
        assertThat(assignment(script, "b").grant()).isEqualTo(new GrantNumber(2));
        script.accepts(release("b", 2, 2, 1), delete("b"), set("b", "192.0.2.2/24"), assign("b", 2, 1));
        assertThat(assignment(script, "b").grant()).isEqualTo(new GrantNumber(3));
        assertThat(script.state.lastGrant()).isEqualTo(3);
    }

    @Test
    void everyDefinitionHasANumberOfItsOwnAndTheSameOneAgainHasNone() {
        Script script = script().acceptsAgain(set("a", "192.0.2.1/24"));
        long first = script.vip("a").number().value();
        script.accepts(set("a", "192.0.2.9/24"), set("other", "192.0.2.7/24"));
        assertThat(script.vip("a").number().value()).isEqualTo(first + 1);
        assertThat(script.vip("other").number().value()).isEqualTo(first + 2);
        assertThat(script.state.lastDefinition()).isEqualTo(first + 2);
    }

    @Test
    void whatDoesNotConcernTheInterfaceIsChangedUnderTheHolder() {
        Script script = script().accepts(assign("a", 1, 1));
        VipDefinition definition = script.vip("a").definition();
        script.accepts(new Command.SetVip("a", definition.paused(true)));
        assertThat(script.vip("a").assignment().orElseThrow().revoked()).isFalse();
        assertThat(script.vip("a").definition().paused()).isTrue();
        script.accepts(new Command.SetVip("a", definition.on(new InterfaceChoice.BySubnet())));
        assertThat(script.vip("a").assignment().orElseThrow().revokedBecause()).contains(TransitionReason.VIP_CHANGED);
    }

    @Test
    void anAddressInTwoVipsIsRefusedWhicheverOfTheirsItIs() {
        VipDefinition two = VipDefinition.of(VipAddress.parse("192.0.2.40/24"), VipAddress.parse("192.0.2.1/32"));
        script().refuses(new Command.SetVip("two", two), RefusalCause.ADDRESS_IN_USE)
                .accepts(set("a", "192.0.2.9/24"), new Command.SetVip("two", two))
                .refuses(set("three", "192.0.2.40/32"), RefusalCause.ADDRESS_IN_USE);
    }

    @Test
    void aVipCanBeAskedToGoWhereItMay() {
        Script script = script().refuses(new Command.MoveVip("none", node(1)), RefusalCause.UNKNOWN_VIP)
                .refuses(new Command.MoveVip("a", node(9)), RefusalCause.UNKNOWN_MEMBER)
                .accepts(new Command.DrainMember(node(2), true))
                .refuses(new Command.MoveVip("a", node(2)), RefusalCause.MEMBER_DRAINED)
                .accepts(new Command.DrainMember(node(2), false), new Command.MoveVip("a", node(2)));
        assertThat(script.vip("a").target()).contains(node(2));
        script.accepts(assign("a", 1, 1));
        assertThat(script.vip("a").target()).as("it was given to somebody").isEmpty();
        script.accepts(new Command.MoveVip("a", node(2)), new Command.MoveVip("a", node(1)));
        assertThat(script.vip("a").target()).as("it is there").isEmpty();
        VipDefinition choosy = script.vip("a")
                .definition()
                .placed(new TreeMap<>(Map.of("zone", "a")), new TreeMap<>(), new Preemption.Never());
        script.accepts(new Command.SetVip("a", choosy))
                .refuses(new Command.MoveVip("a", node(2)), RefusalCause.NOT_SELECTED)
                .accepts(new Command.DescribeMember(node(2), new TreeMap<>(Map.of("zone", "a")), List.of()))
                .accepts(new Command.MoveVip("a", node(2)))
                .accepts(new Command.StartRemoval(node(2)))
                .refuses(new Command.MoveVip("a", node(2)), RefusalCause.MEMBER_LEAVING);
    }

    @Test
    void spreadingIsWantedUntilSomebodySaysThatItIsDone() {
        Script script = script().accepts(new Command.Rebalance(3));
        assertThat(script.state.rebalancing()).isEqualTo(3);
        script.accepts(new Command.Rebalance(0));
        assertThat(script.state.rebalancing()).isZero();
    }

    @Test
    void thePolicyOutlivesWhatSomebodyAsksForOnce() {
        Script script = script().accepts(new Command.KeepEven(2)).accepts(new Command.Rebalance(5));
        script.accepts(new Command.Rebalance(0));
        assertThat(script.state.keptEven()).isEqualTo(2);
        script.accepts(new Command.Rebalance(5)).accepts(new Command.KeepEven(0));
        assertThat(script.state.keptEven()).isZero();
        assertThat(script.state.rebalancing()).as("and what is under way ends").isZero();
    }
}
