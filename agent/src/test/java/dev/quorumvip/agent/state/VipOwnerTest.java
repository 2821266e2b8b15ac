package dev.quorumvip.agent.state;

import static dev.quorumvip.agent.state.Script.assign;
import static dev.quorumvip.agent.state.Script.members;
import static dev.quorumvip.agent.state.Script.open;
import static dev.quorumvip.agent.state.Script.release;
import static dev.quorumvip.agent.state.Script.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.Owner;
import dev.quorumvip.agent.definition.VipDefinition;
import org.junit.jupiter.api.Test;

/** Who may change a VIP that was made from an object elsewhere. */
class VipOwnerTest {
    private static final String CIDR = "192.0.2.1/24";

    private static VipDefinition owned(String owner, long generation) {
        return VipDefinition.of(VipAddress.parse(CIDR)).ownedBy(new Owner(owner, generation));
    }

    private static Command.SetVip put(String owner, long generation) {
        return new Command.SetVip("a", owned(owner, generation));
    }

    private static Script ownedBy(String owner, long generation) {
        return members(1).accepts(open(1, 1), put(owner, generation));
    }

    @Test
    void itsOwnerSetsItAnewButNoOlderVersion() {
        Script script = ownedBy("x", 5).acceptsAgain(put("x", 5)).accepts(put("x", 6));
        assertThat(script.vip("a").definition().owner()).contains(new Owner("x", 6));
        script.refuses(put("x", 5), RefusalCause.STALE_OWNER)
                .refuses(put("x", 0), RefusalCause.STALE_OWNER)
                .accepts(new Command.SetVip("a", owned("x", 6).paused(true)));
    }

    @Test
    void nobodyElseSetsIt() {
        ownedBy("x", 5).refuses(set("a", CIDR), RefusalCause.OWNED).refuses(put("y", 9), RefusalCause.OWNED);
    }

    @Test
    void oneWithoutAnOwnerIsAdoptedAndStaysWhereItIs() {
        Script script = members(1).accepts(open(1, 1), set("a", CIDR), assign("a", 1, 1), put("x", 0));
        assertThat(script.vip("a").definition().owner()).contains(new Owner("x", 0));
        assertThat(script.vip("a").assignment().orElseThrow().revoked()).isFalse();
    }

    @Test
    void whoTakesOverSetsItWhoeverOwnsIt() {
        Script script = ownedBy("x", 5)
                .accepts(new Command.TakeVip("a", owned("x", 1)))
                .accepts(new Command.TakeVip("a", owned("y", 0)))
                .refuses(put("x", 6), RefusalCause.OWNED)
                .accepts(new Command.TakeVip("a", VipDefinition.of(VipAddress.parse(CIDR))));
        assertThat(script.vip("a").definition().owner()).isEmpty();
        script.accepts(put("x", 6));
    }

    @Test
    void takingOverDoesNotTakeAnAddress() {
        members(1)
                .accepts(set("b", CIDR))
                .refuses(new Command.TakeVip("a", owned("x", 1)), RefusalCause.ADDRESS_IN_USE);
    }

    @Test
    void itsOwnerAloneDeletesIt() {
        ownedBy("x", 5)
                .refuses(new Command.DeleteVip("a"), RefusalCause.OWNED)
                .refuses(new Command.DeleteOwnedVip("a", "y"), RefusalCause.OWNED)
                .accepts(new Command.DeleteOwnedVip("a", "x"))
                .refuses(new Command.DeleteOwnedVip("a", "x"), RefusalCause.UNKNOWN_VIP);
        ownedBy("x", 5).accepts(new Command.DeleteTakenVip("a"));
    }

    @Test
    void anOwnerDeletesNothingThatHasNone() {
        members(1)
                .accepts(set("a", CIDR))
                .refuses(new Command.DeleteOwnedVip("a", "x"), RefusalCause.OWNED)
                .accepts(new Command.DeleteVip("a"));
    }

    /** An object that was deleted and made anew has another id, and must not wait for the holder of the old one. */
    @Test
    void oneThatIsBeingDeletedBelongsToNobody() {
        Script script = ownedBy("x", 5).accepts(assign("a", 1, 1), new Command.DeleteOwnedVip("a", "x"));
        assertThat(script.vip("a").deleted()).isTrue();
        script.acceptsAgain(new Command.DeleteVip("a")).accepts(put("y", 1), release("a", 1, 1, 1));
        assertThat(script.vip("a").definition().owner()).contains(new Owner("y", 1));
    }
}
