package dev.quorumvip.agent.state;

import static dev.quorumvip.agent.state.Script.add;
import static dev.quorumvip.agent.state.Script.assign;
import static dev.quorumvip.agent.state.Script.expire;
import static dev.quorumvip.agent.state.Script.members;
import static dev.quorumvip.agent.state.Script.node;
import static dev.quorumvip.agent.state.Script.open;
import static dev.quorumvip.agent.state.Script.session;
import static dev.quorumvip.agent.state.Script.set;
import static dev.quorumvip.agent.state.Script.settled;
import static dev.quorumvip.agent.state.Script.voters;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionRulesTest {
    private static Member member(Script script, long n) {
        return script.state.member(node(n)).orElseThrow();
    }

    @Test
    void memberOpensASession() {
        Script script = members(2).accepts(open(2, 5));

        assertThat(member(script, 2).session()).contains(session(2, 5));
        assertThat(member(script, 1).session()).isEmpty();
    }

    @Test
    void openingTwiceIsOpeningOnce() {
        members(1).accepts(open(1, 5)).acceptsAgain(open(1, 5));
    }

    @Test
    void strangersAndTheRemovedOpenNothing() {
        members(2)
                .refuses(open(3, 1), RefusalCause.UNKNOWN_MEMBER)
                .accepts(new Command.StartRemoval(node(2)))
                .accepts(new Command.DropMember(node(2)))
                .refuses(open(2, 1), RefusalCause.MEMBER_REMOVED)
                .refuses(add(2), RefusalCause.MEMBER_REMOVED);
    }

    @Test
    void lateDuplicateOfAnOlderOpenEndsNothing() {
        Script script = members(1)
                .accepts(open(1, 5), open(1, 6))
                .refuses(open(1, 5), RefusalCause.STALE_EPOCH)
                .refuses(open(1, 4), RefusalCause.STALE_EPOCH);
        assertThat(member(script, 1).session()).contains(session(1, 6));
    }

    @Test
    void expiredSessionIsNotOpenedAgain() {
        members(1)
                .accepts(open(1, 5), expire(1, 5, 1))
                .refuses(open(1, 5), RefusalCause.STALE_EPOCH)
                .accepts(open(1, 6));
    }

    @Test
    void newSessionEndsTheOlderOneAndWhatItHeld() {
        Script script = members(2)
                .accepts(open(1, 5), open(2, 1), set("a", "192.0.2.1/24"), set("b", "192.0.2.2/24"))
                .accepts(assign("a", 1, 5), assign("b", 2, 1), open(1, 6));

        assertThat(script.vip("a").assignment()).isEmpty();
        assertThat(script.vip("a").unassignedBecause()).contains(TransitionReason.NODE_RESTARTED);
        assertThat(script.vip("b").assignment()).isPresent();
        script.refuses(assign("a", 1, 5), RefusalCause.SESSION_NOT_OPEN).accepts(assign("a", 1, 6));
    }

    @Test
    void expiryEndsTheSessionAndWhatItHeld() {
        Script script = members(2)
                .accepts(open(1, 5), open(2, 1), set("a", "192.0.2.1/24"), set("b", "192.0.2.2/24"))
                .accepts(assign("a", 1, 5), assign("b", 2, 1), expire(1, 5, 1));

        assertThat(script.vip("a").assignment()).isEmpty();
        assertThat(script.vip("a").unassignedBecause()).contains(TransitionReason.SESSION_EXPIRED);
        assertThat(script.vip("b").assignment()).isPresent();
        assertThat(member(script, 1).session()).isEmpty();
        assertThat(member(script, 1).lastEpoch()).isEqualTo(5);
        script.accepts(assign("a", 2, 1));
        assertThat(script.vip("a").lastTransition().orElseThrow().from()).contains(node(1));
    }

    @Test
    void onlyTheOpenSessionExpires() {
        members(2)
                .refuses(expire(1, 1, 1), RefusalCause.SESSION_NOT_OPEN)
                .refuses(expire(9, 1, 1), RefusalCause.SESSION_NOT_OPEN)
                .accepts(open(1, 5), open(1, 6))
                .refuses(expire(1, 5, 1), RefusalCause.SESSION_NOT_OPEN)
                .refuses(expire(1, 7, 1), RefusalCause.SESSION_NOT_OPEN)
                .accepts(expire(1, 6, 1))
                .refuses(expire(1, 6, 1), RefusalCause.SESSION_NOT_OPEN);
    }

    @Test
    void closesCountedUnderAnotherVoterSetExpireNothing() {
        members(2)
                .accepts(open(1, 5))
                .refuses(expire(1, 5, 2), RefusalCause.STALE_VOTER_SET)
                .accepts(voters(1, 1, 2))
                .refuses(expire(1, 5, 1), RefusalCause.STALE_VOTER_SET)
                .accepts(settled(2))
                .refuses(expire(1, 5, 1), RefusalCause.STALE_VOTER_SET)
                .accepts(expire(1, 5, 2));
    }

    @Test
    void leavingMemberThatRestartedOpensASessionAndLetsGoOfWhatItHeld() {
        Script script = members(2)
                .accepts(open(2, 1), set("a", "192.0.2.1/24"), assign("a", 2, 1))
                .accepts(new Command.StartRemoval(node(2)), open(2, 2));
        assertThat(script.vip("a").assignment()).isEmpty();
        script.refuses(assign("a", 2, 2), RefusalCause.MEMBER_LEAVING);
    }

    @Test
    void leavingMemberKeepsItsSessionUntilThatExpires() {
        Script script = members(2)
                .accepts(open(2, 1), set("a", "192.0.2.1/24"), assign("a", 2, 1))
                .accepts(new Command.StartRemoval(node(2)));
        assertThat(script.vip("a").assignment()).isPresent();
        script.accepts(expire(2, 1, 1), new Command.DropMember(node(2)));
    }

    @Test
    void deletedVipGoesWithTheSessionThatHeldIt() {
        Script script =
                members(1).accepts(open(1, 1), set("a", "192.0.2.1/24"), assign("a", 1, 1), new Command.DeleteVip("a"));
        assertThat(script.vip("a").deleted()).isTrue();

        script.accepts(open(1, 2));

        assertThat(script.state.vips()).isEmpty();
    }
}
