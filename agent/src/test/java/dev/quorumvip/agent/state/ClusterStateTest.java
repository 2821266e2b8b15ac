package dev.quorumvip.agent.state;

import static dev.quorumvip.agent.state.Script.add;
import static dev.quorumvip.agent.state.Script.assign;
import static dev.quorumvip.agent.state.Script.expire;
import static dev.quorumvip.agent.state.Script.found;
import static dev.quorumvip.agent.state.Script.node;
import static dev.quorumvip.agent.state.Script.open;
import static dev.quorumvip.agent.state.Script.release;
import static dev.quorumvip.agent.state.Script.revoke;
import static dev.quorumvip.agent.state.Script.set;
import static dev.quorumvip.agent.state.Script.settled;
import static dev.quorumvip.agent.state.Script.timing;
import static dev.quorumvip.agent.state.Script.voters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.Owner;
import dev.quorumvip.agent.definition.VipDefinition;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterStateTest {
    @Test
    void founderIsTheOnlyMemberAndTheOnlyVoter() {
        Script script = new Script().accepts(found(1));

        assertThat(script.state.clusterId()).contains(Script.CLUSTER);
        assertThat(script.state.members()).containsOnlyKeys(node(1));
        assertThat(script.state.voters().orElseThrow().members()).containsOnlyKeys(node(1));
        assertThat(script.state.settling()).isEmpty();
        assertThat(script.state.isVoter(node(1))).isTrue();
    }

    @Test
    void clusterIsFoundedOnce() {
        new Script()
                .accepts(found(1))
                .refuses(found(1), RefusalCause.ALREADY_FOUNDED)
                .refuses(found(2), RefusalCause.ALREADY_FOUNDED);
    }

    static List<Command> afterFounding() {
        return LogCodecTest.commands().stream()
                .filter(c -> !(c instanceof Command.Found))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("afterFounding")
    void nothingElseIsAcceptedBeforeFounding(Command command) {
        new Script().refuses(command, RefusalCause.NOT_FOUNDED);
    }

    @Test
    void stateCannotBeChangedFromOutside() {
        ClusterState state = LogCodecTest.state();

        assertThatThrownBy(() -> state.vips().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> state.members().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> state.removed().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> state.voters().orElseThrow().members().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    /** Any proposals in any order, as from leaders with stale views. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverIsProposedTheInvariantsHold(long seed) {
        Random random = new Random(seed);
        ClusterState state = new Script().accepts(found(1)).state;
        Map<Long, SessionId> granted = new HashMap<>();
        int accepted = 0;
        for (int step = 0; step < 4_000; step++) {
            Command command = any(random, state);
            ClusterState.Applied applied = state.apply(command);
            if (applied.outcome().accepted()) {
                accepted++;
            } else {
                assertThat(applied.state()).isSameAs(state);
            }
            check(seed + "/" + step + " " + command, state, applied.state(), granted);
            state = applied.state();
        }
        assertThat(accepted).as("most of it must not be refused").isGreaterThan(500);
        assertThat(granted).as("and VIPs must have moved").hasSizeGreaterThan(20);
    }

    private static Command any(Random random, ClusterState state) {
        long n = 1L + random.nextInt(12);
        long epoch = state.member(node(n)).map(Member::lastEpoch).orElse(0L) + random.nextInt(3) - 1;
        long version = state.voters().orElseThrow().version().value() - (random.nextInt(4) == 0 ? 1 : 0);
        long grant = Math.max(1, state.lastGrant() - random.nextInt(4));
        String vip = "v" + random.nextInt(3);
        return switch (random.nextInt(16)) {
            case 0 -> found(n);
            case 1 -> add(n);
            case 2 -> random.nextInt(40) == 0 ? new Command.AddMember(node(n + 6), "n" + n, Script.address(n)) : add(n);
            case 3 -> random.nextInt(40) == 0 ? new Command.StartRemoval(node(n)) : add(n);
            case 4 -> new Command.DropMember(node(n));
            case 5 -> open(n, Math.max(1, epoch));
            case 6 -> open(n, Math.max(1, epoch + 1));
            case 7 -> expire(n, Math.max(1, epoch + random.nextInt(2)), Math.max(1, version));
            case 8 -> set(vip, "192.0.2." + random.nextInt(4) + "/24");
            case 9 -> random.nextInt(4) == 0 ? new Command.DeleteVip(vip) : settled(Math.max(1, version));
            case 10 ->
                assign(
                        vip,
                        n,
                        state.member(node(n))
                                .filter(Member::open)
                                .map(Member::lastEpoch)
                                .orElse(1L));
            case 11 -> random.nextInt(3) == 0 ? timing(vip, grant, random.nextInt(9) + 1) : revoke(vip, grant);
            case 12 ->
                state.vip(vip)
                        .flatMap(Vip::assignment)
                        .filter(a -> random.nextBoolean())
                        .<Command>map(
                                a -> new Command.Release(vip, a.grant(), a.session(), TransitionReason.NODE_STOPPING))
                        .orElse(release(vip, grant, n, Math.max(1, epoch)));
            case 13 -> owners(random, vip);
            case 14 ->
                random.nextInt(40) > 0
                        ? new Command.LabelMember(node(n), new TreeMap<>(Map.of("zone", "z" + random.nextInt(3))))
                        : new Command.SucceedMember(
                                node(n + 20), "n" + n, Script.address(n + 20), node(1L + random.nextInt(12)));
            default -> voters(Math.max(1, version), someNodes(random));
        };
    }

    private static Command owners(Random random, String vip) {
        String owner = "o" + random.nextInt(2);
        VipDefinition definition = VipDefinition.of(VipAddress.parse("192.0.2." + random.nextInt(4) + "/24"))
                .ownedBy(new Owner(owner, random.nextInt(3)));
        return switch (random.nextInt(6)) {
            case 0, 1 -> new Command.SetVip(vip, definition);
            case 2 -> new Command.TakeVip(vip, definition);
            case 3 -> new Command.DeleteOwnedVip(vip, owner);
            case 4 -> new Command.DeleteTakenVip(vip);
            default -> set(vip, "192.0.2." + random.nextInt(4) + "/24");
        };
    }

    private static long[] someNodes(Random random) {
        return random.longs(1 + random.nextInt(3), 1, 5).distinct().toArray();
    }

    private static void check(String what, ClusterState before, ClusterState after, Map<Long, SessionId> granted) {
        Set<InetAddress> addresses = new HashSet<>();
        for (Vip vip : after.vips().values()) {
            Set<InetAddress> occupied = new HashSet<>();
            if (!vip.deleted()) {
                vip.definition().addresses().forEach(a -> occupied.add(a.ip()));
            }
            vip.assignment().ifPresent(a -> a.addresses().forEach(each -> occupied.add(each.ip())));
            assertThat(occupied).as("%s: an address of two VIPs", what).allMatch(addresses::add);
            assertThat(vip.deleted() && vip.assignment().isEmpty()).as(what).isFalse();

            vip.assignment().ifPresent(a -> {
                assertThat(after.member(a.session().node()).flatMap(Member::session))
                        .as("%s: assigned to a session that is not open", what)
                        .contains(a.session());
                SessionId known = granted.putIfAbsent(a.grant().value(), a.session());
                assertThat(known == null || known.equals(a.session()))
                        .as("%s: a grant of two", what)
                        .isTrue();
            });
            // DESIGN invariant 1: no hand-over in one step.
            before.vip(vip.name())
                    .flatMap(Vip::assignment)
                    .ifPresent(old -> vip.assignment()
                            .ifPresent(now -> assertThat(now.grant()).as(what).isEqualTo(old.grant())));
        }
        assertThat(after.lastGrant()).as(what).isGreaterThanOrEqualTo(before.lastGrant());
        assertThat(after.members()
                        .keySet()
                        .containsAll(after.voters().orElseThrow().members().keySet()))
                .as("%s: a voter is no member", what)
                .isTrue();
        assertThat(Collections.disjoint(after.members().keySet(), after.removed()))
                .as("%s: a removed member came back", what)
                .isTrue();
        assertThat(after.removed().containsAll(before.removed())).as(what).isTrue();
        after.members()
                .forEach((id, member) -> before.member(id)
                        .ifPresent(old ->
                                assertThat(member.lastEpoch()).as(what).isGreaterThanOrEqualTo(old.lastEpoch())));
        long change = after.voters().orElseThrow().version().value()
                - before.voters().orElseThrow().version().value();
        assertThat(change).as(what).isBetween(0L, 1L);
        if (change == 1) {
            assertThat(before.settling())
                    .as("%s: before the former change settled", what)
                    .isEmpty();
            assertThat(after.settling()).as(what).isEqualTo(before.voters());
            assertThat(before.voters()
                            .orElseThrow()
                            .distance(after.voters().orElseThrow().members()))
                    .as(what)
                    .isEqualTo(1);
        }
    }

    @Test
    void equalCommandsGiveEqualStatesOnEveryNode() {
        List<ClusterState> states = new ArrayList<>();
        for (int node = 0; node < 2; node++) {
            Random random = new Random(99);
            ClusterState state = new Script().accepts(found(1)).state;
            for (int step = 0; step < 2_000; step++) {
                state = state.apply(any(random, state)).state();
            }
            states.add(state);
        }
        assertThat(states.getFirst())
                .isEqualTo(states.getLast())
                .hasToString(states.getLast().toString());
    }
}
