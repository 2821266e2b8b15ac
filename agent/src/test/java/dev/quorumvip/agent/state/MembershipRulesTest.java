package dev.quorumvip.agent.state;

import static dev.quorumvip.agent.state.Script.add;
import static dev.quorumvip.agent.state.Script.address;
import static dev.quorumvip.agent.state.Script.assign;
import static dev.quorumvip.agent.state.Script.members;
import static dev.quorumvip.agent.state.Script.node;
import static dev.quorumvip.agent.state.Script.open;
import static dev.quorumvip.agent.state.Script.release;
import static dev.quorumvip.agent.state.Script.set;
import static dev.quorumvip.agent.state.Script.settled;
import static dev.quorumvip.agent.state.Script.version;
import static dev.quorumvip.agent.state.Script.voters;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.cluster.ReconfigurationEpoch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MembershipRulesTest {
    private static Command.StartRemoval startRemoval(long n) {
        return new Command.StartRemoval(node(n));
    }

    private static Command.DropMember drop(long n) {
        return new Command.DropMember(node(n));
    }

    private static boolean leaving(Script script, long n) {
        return script.state.member(node(n)).orElseThrow().leaving();
    }

    @Test
    void addedMemberNeitherVotesNorHolds() {
        Script script = members(2);

        assertThat(script.state.isVoter(node(2))).isFalse();
        assertThat(script.state.member(node(2)).orElseThrow())
                .isEqualTo(Member.joined(node(2), "n2", Script.address(2)));
        script.acceptsAgain(add(2));
    }

    @Test
    void knownIdWithAnotherAddressIsRefused() {
        members(2).refuses(new Command.AddMember(node(2), "n2", Script.address(9)), RefusalCause.ADDRESS_CHANGED);
    }

    @Test
    void nameOfAnotherMemberIsRefusedUntilThatLeaves() {
        Command named = new Command.AddMember(node(3), "n2", Script.address(3));
        members(2).refuses(named, RefusalCause.NAME_TAKEN).accepts(startRemoval(2), named);
    }

    @Test
    void newIdAtAKnownAddressMakesTheFormerOwnerLeave() {
        Script script = members(3).accepts(new Command.AddMember(node(22), "n2", Script.address(2)));

        assertThat(leaving(script, 2)).isTrue();
        assertThat(leaving(script, 22)).isFalse();
        assertThat(leaving(script, 3)).isFalse();
    }

    @Test
    void nameThatIsTakenStopsTheWholeReplacement() {
        Script script =
                members(3).refuses(new Command.AddMember(node(22), "n3", Script.address(2)), RefusalCause.NAME_TAKEN);
        assertThat(leaving(script, 2)).isFalse();
    }

    @Test
    void removalBeginsOnceAndNotForStrangersOrTheLast() {
        Script script = members(2)
                .refuses(startRemoval(3), RefusalCause.UNKNOWN_MEMBER)
                .accepts(startRemoval(1))
                .acceptsAgain(startRemoval(1))
                .refuses(startRemoval(2), RefusalCause.LAST_MEMBER);
        assertThat(leaving(script, 1)).isTrue();
        members(1).refuses(startRemoval(1), RefusalCause.LAST_MEMBER);
    }

    @Test
    void memberIsDroppedWhenItIsLeavingAndFree() {
        Script script = members(3)
                .refuses(drop(2), RefusalCause.MEMBER_NOT_LEAVING)
                .refuses(drop(9), RefusalCause.UNKNOWN_MEMBER)
                .accepts(voters(1, 1, 2), settled(2), open(2, 1), set("a", "192.0.2.1/24"), assign("a", 2, 1))
                .accepts(startRemoval(2))
                .refuses(drop(2), RefusalCause.STILL_VOTER)
                .accepts(voters(2, 1))
                .refuses(drop(2), RefusalCause.STILL_HOLDER)
                .accepts(release("a", 1, 2, 1), drop(2))
                .acceptsAgain(drop(2))
                .acceptsAgain(startRemoval(2))
                .refuses(add(2), RefusalCause.MEMBER_REMOVED);
        assertThat(script.state.members()).containsOnlyKeys(node(1), node(3));
        assertThat(script.state.removed()).containsExactly(node(2));
    }

    @Test
    void votersChangeByOneAndOnlyWhenTheFormerChangeHasSettled() {
        Script script = members(4)
                .accepts(voters(1, 1, 2))
                .refuses(voters(2, 1, 2, 3), RefusalCause.NOT_SETTLED)
                .accepts(settled(2), voters(2, 1, 2, 3), settled(3), voters(3, 1, 3));

        assertThat(script.state.voters().orElseThrow().version()).isEqualTo(version(4));
        assertThat(script.state.voters().orElseThrow().members()).containsOnlyKeys(node(1), node(3));
        assertThat(script.state.settling().orElseThrow().members()).containsOnlyKeys(node(1), node(2), node(3));
    }

    @Test
    void votersChangeByNeitherMoreNorLessThanOne() {
        members(4)
                .refuses(voters(1, 1), RefusalCause.NOT_ONE_CHANGE)
                .refuses(voters(1, 1, 2, 3), RefusalCause.NOT_ONE_CHANGE)
                .refuses(voters(1, 2), RefusalCause.NOT_ONE_CHANGE)
                .refuses(
                        new Command.ChangeVoters(ReconfigurationEpoch.NONE, version(1), new TreeMap<>()),
                        RefusalCause.NOT_ONE_CHANGE);
    }

    @Test
    void votersAreMembersAndNoLeavingOneIsAdded() {
        members(3)
                .refuses(voters(1, 1, 9), RefusalCause.UNKNOWN_MEMBER)
                .accepts(startRemoval(2))
                .refuses(voters(1, 1, 2), RefusalCause.MEMBER_LEAVING)
                .accepts(voters(1, 1, 3));
    }

    @Test
    void leavingVoterDoesNotStopAChangeOfAnother() {
        members(3).accepts(voters(1, 1, 2), settled(2), startRemoval(2), voters(2, 1, 2, 3));
    }

    @Test
    void nothingPlannedBeforeAReconfigurationIsAcceptedInIt() {
        ReconfigurationEpoch second = new ReconfigurationEpoch(2, 1);
        Command.ChangeVoters planned =
                new Command.ChangeVoters(second, version(1), voters(1, 1, 2).voters());
        members(3)
                .refuses(planned, RefusalCause.STALE_RECONFIGURATION)
                .accepts(new Command.OpenReconfiguration(second))
                .refuses(voters(1, 1, 2), RefusalCause.STALE_RECONFIGURATION)
                .refuses(new Command.OpenReconfiguration(second), RefusalCause.STALE_RECONFIGURATION)
                .refuses(
                        new Command.OpenReconfiguration(new ReconfigurationEpoch(1, 9)),
                        RefusalCause.STALE_RECONFIGURATION)
                .accepts(new Command.OpenReconfiguration(new ReconfigurationEpoch(2, 2)))
                .refuses(planned, RefusalCause.STALE_RECONFIGURATION)
                .accepts(new Command.ChangeVoters(new ReconfigurationEpoch(2, 2), version(1), planned.voters()));
    }

    @Test
    void changeOfAnOlderSetIsRefused() {
        members(3)
                .refuses(voters(2, 1, 2), RefusalCause.STALE_VOTER_SET)
                .accepts(voters(1, 1, 2))
                .refuses(voters(1, 1, 3), RefusalCause.STALE_VOTER_SET);
    }

    @Test
    void onlyTheCurrentSetSettles() {
        Script script = members(2)
                .acceptsAgain(settled(1))
                .refuses(settled(2), RefusalCause.STALE_VOTER_SET)
                .accepts(voters(1, 1, 2))
                .refuses(settled(1), RefusalCause.STALE_VOTER_SET);
        assertThat(script.state.settling()).isPresent();
        script.accepts(settled(2)).acceptsAgain(settled(2));
        assertThat(script.state.settling()).isEmpty();
    }

    @Test
    void labelsFromElsewhereReplaceThoseOfTheOwnConfigurationForGood() {
        TreeMap<String, String> own = new TreeMap<>(Map.of("zone", "a", "disk", "ssd"));
        TreeMap<String, String> given = new TreeMap<>(Map.of("zone", "b"));
        Script script = members(2)
                .refuses(new Command.LabelMember(node(3), given), RefusalCause.UNKNOWN_MEMBER)
                .accepts(new Command.DescribeMember(node(2), own, List.of()))
                .accepts(new Command.LabelMember(node(2), given))
                .acceptsAgain(new Command.LabelMember(node(2), given))
                .accepts(new Command.DescribeMember(node(2), own, List.of(MAC)), Script.open(2, 1));
        Member member = script.state.member(node(2)).orElseThrow();
        assertThat(member.labels()).isEqualTo(given);
        assertThat(member.macs()).containsExactly(MAC);
        script.accepts(new Command.LabelMember(node(2), new TreeMap<>()));
        assertThat(script.state.member(node(2)).orElseThrow().labels()).isEmpty();
    }

    @Test
    void aNodeThatComesAnewTakesThePlaceOfWhoItWas() {
        Command.SucceedMember anew = new Command.SucceedMember(node(7), "n2", address(9), node(2));
        Script script = members(2)
                .refuses(new Command.AddMember(node(7), "n2", address(9)), RefusalCause.NAME_TAKEN)
                .accepts(anew);
        assertThat(script.state.member(node(2)).orElseThrow().leaving()).isTrue();
        assertThat(script.state.member(node(7)).orElseThrow().leaving()).isFalse();
        script.acceptsAgain(anew).accepts(new Command.DropMember(node(2))).acceptsAgain(anew);
    }

    @Test
    void aNodeThatComesAnewIsLetInWithoutAPredecessorAndRefusedAsAnybodyIs() {
        members(2)
                .accepts(new Command.SucceedMember(node(7), "n7", address(7), node(99)))
                .refuses(new Command.SucceedMember(node(8), "n7", address(8), node(2)), RefusalCause.NAME_TAKEN)
                .accepts(new Command.StartRemoval(node(7)), new Command.DropMember(node(7)))
                .refuses(new Command.SucceedMember(node(7), "n7", address(7), node(2)), RefusalCause.MEMBER_REMOVED);
    }

    private static final MacAddress MAC = MacAddress.parse("02:00:5e:10:00:01");

    @Test
    void aMemberIsDescribedAndDrainedAndStaysSoAcrossSessions() {
        TreeMap<String, String> labels = new TreeMap<>(Map.of("zone", "a"));
        Script script = members(2)
                .refuses(new Command.DescribeMember(node(3), labels, List.of(MAC)), RefusalCause.UNKNOWN_MEMBER)
                .refuses(new Command.DrainMember(node(3), true), RefusalCause.UNKNOWN_MEMBER)
                .accepts(
                        new Command.DescribeMember(node(2), labels, List.of(MAC)),
                        new Command.DrainMember(node(2), true),
                        Script.open(2, 1))
                .acceptsAgain(new Command.DescribeMember(node(2), labels, List.of(MAC)));
        Member member = script.state.member(node(2)).orElseThrow();
        assertThat(member.labels()).isEqualTo(labels);
        assertThat(member.macs()).containsExactly(MAC);
        assertThat(member.drained()).isTrue();
        script.accepts(
                new Command.DrainMember(node(2), false),
                new Command.DescribeMember(node(2), new TreeMap<>(), List.of()));
        assertThat(script.state.member(node(2)).orElseThrow().drained()).isFalse();
        assertThat(script.state.member(node(2)).orElseThrow().labels()).isEmpty();
    }
}
