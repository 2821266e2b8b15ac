package dev.quorumvip.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.state.VipChanges.Changed;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VipChangesTest {
    private final Script script = Script.members(2).accepts(Script.open(1, 1), Script.open(2, 1));

    @Test
    void findsNothingWhereVipsAreTheSame() {
        script.accepts(set("w"));
        ClusterState before = script.state;
        script.accepts(Script.open(2, 2));
        assertThat(VipChanges.between(before, script.state)).isEmpty();
        assertThat(VipChanges.between(before, before)).isEmpty();
    }

    @Test
    void findsThoseThatAreNewGoneOrDifferentAndNoOthers() {
        for (String name : new String[] {"a", "b", "d", "e", "g"}) {
            script.accepts(set(name));
        }
        ClusterState before = script.state;
        script.accepts(
                new Command.DeleteVip("a"),
                set("c"),
                Script.assign("d", 1, 1),
                new Command.DeleteVip("g"),
                set("f"),
                set("h"));

        assertThat(VipChanges.between(before, script.state))
                .containsExactly(
                        new Changed("a", before.vip("a"), Optional.empty()),
                        new Changed("c", Optional.empty(), script.state.vip("c")),
                        new Changed("d", before.vip("d"), script.state.vip("d")),
                        new Changed("f", Optional.empty(), script.state.vip("f")),
                        new Changed("g", before.vip("g"), Optional.empty()),
                        new Changed("h", Optional.empty(), script.state.vip("h")));
        assertThat(VipChanges.between(script.state, before))
                .extracting(Changed::name)
                .containsExactly("a", "c", "d", "f", "g", "h");
    }

    @Test
    void tellsAnAssignmentThatIsNewOrRevokedFromOneThatStaysOrEnds() {
        script.accepts(set("a"), set("b"), Script.assign("b", 2, 1));
        ClusterState before = script.state;
        script.accepts(Script.assign("a", 1, 1));
        assertThat(newAssignment(before)).contains(script.vip("a").assignment().orElseThrow());

        before = script.state;
        script.accepts(Script.revoke("b", 1));
        assertThat(newAssignment(before)).get().matches(Assignment::revoked);

        before = script.state;
        script.accepts(new Command.MoveVip("a", Script.node(2)));
        assertThat(newAssignment(before)).as("only asked to move").isEmpty();

        before = script.state;
        script.accepts(Script.release("b", 1, 2, 1));
        assertThat(newAssignment(before)).as("released").isEmpty();
    }

    /** Each with an address of its own. */
    private static Command.SetVip set(String name) {
        return Script.set(name, "192.0.2." + (int) name.charAt(0) + "/32");
    }

    private Optional<Assignment> newAssignment(ClusterState before) {
        assertThat(VipChanges.between(before, script.state)).hasSize(1);
        return VipChanges.between(before, script.state).getFirst().newAssignment();
    }
}
