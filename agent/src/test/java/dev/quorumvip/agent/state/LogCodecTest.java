package dev.quorumvip.agent.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.NodeNames;
import dev.quorumvip.agent.cluster.ReconfigurationEpoch;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.definition.Owner;
import dev.quorumvip.agent.definition.Preemption;
import dev.quorumvip.agent.definition.VipDefinition;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogCodecTest {
    private static final NodeId ONE = new NodeId(1);
    private static final NodeId TWO = new NodeId(NodeId.MAX_VALUE);
    private static final ClusterAddress V4 = ClusterAddress.parse("192.0.2.1:8800");
    private static final ClusterAddress V6 = ClusterAddress.parse("[2001:db8:0:0:0:0:0:2]:65535");
    private static final UUID CLUSTER = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");

    private final LogCodec codec = new LogCodec();

    /** One of each command; the golden file holds the same. */
    private static final VipConflict STRANGER = new VipConflict(
            InetAddress.ofLiteral("192.0.2.5"),
            MacAddress.parse("02:00:5e:10:00:02"),
            ConflictKind.WHILE_HELD,
            ONE,
            1_767_225_700_000L);

    static List<Command> commands() {
        return List.of(
                new Command.Found(CLUSTER, ONE, "alpha", V4),
                new Command.AddMember(TWO, "beta \"ü\"", V6),
                new Command.SucceedMember(TWO, "beta", V6, ONE),
                new Command.StartRemoval(TWO),
                new Command.DescribeMember(
                        TWO, new TreeMap<>(Map.of("zone", "a")), List.of(MacAddress.parse("02:00:5e:10:00:01"))),
                new Command.LabelMember(TWO, new TreeMap<>(Map.of("topology.kubernetes.io/zone", "a"))),
                new Command.DrainMember(TWO, true),
                new Command.DropMember(TWO),
                new Command.OpenSession(new SessionId(ONE, Long.MAX_VALUE)),
                new Command.ExpireSession(new SessionId(TWO, 3), new VoterSetVersion(4)),
                new Command.SetVip(
                        "web",
                        VipDefinition.of(VipAddress.parse("192.0.2.5/24")).on(InterfaceChoice.of("eth0"))),
                new Command.SetVip("web6", VipDefinition.of(VipAddress.parse("2001:db8:0:0:0:0:0:5/64"))),
                new Command.TakeVip(
                        "web6",
                        VipDefinition.of(VipAddress.parse("2001:db8:0:0:0:0:0:5/64"))
                                .ownedBy(new Owner("0b6e7f3a-9c1d", 12))),
                new Command.DeleteVip("web"),
                new Command.DeleteOwnedVip("web", "0b6e7f3a-9c1d"),
                new Command.DeleteTakenVip("web"),
                new Command.Assign("web", new SessionId(ONE, 2), TransitionReason.FIRST_ASSIGNMENT, 1_767_225_600_000L),
                new Command.MoveVip("web", TWO),
                new Command.Rebalance(2),
                new Command.KeepEven(3),
                new Command.Revoke("web", new GrantNumber(7), TransitionReason.VIP_CHANGED),
                new Command.Release("web", new GrantNumber(7), new SessionId(ONE, 2), TransitionReason.NODE_STOPPING),
                new Command.RecordTiming(
                        "web", new GrantNumber(7), new TransitionTiming(Optional.of(3L), 8, 11, Optional.of(12L))),
                new Command.RecordTiming(
                        "web6", new GrantNumber(8), new TransitionTiming(Optional.empty(), 0, 4, Optional.empty())),
                new Command.ReportConflict("web", new DefinitionNumber(1), Optional.of(STRANGER)),
                new Command.ReportConflict("web", new DefinitionNumber(1), Optional.empty()),
                new Command.OpenReconfiguration(new ReconfigurationEpoch(3, 2)),
                new Command.ChangeVoters(
                        new ReconfigurationEpoch(3, 2),
                        new VoterSetVersion(1),
                        new TreeMap<>(Map.of(ONE, V4, TWO, V6))),
                new Command.Settled(new VoterSetVersion(2)));
    }

    /** A state in which each field has something in it. */
    static ClusterState state() {
        ClusterState state = ClusterState.unfounded();
        for (Command command : List.of(
                new Command.Found(CLUSTER, ONE, "alpha", V4),
                new Command.AddMember(TWO, "beta", V6),
                new Command.AddMember(new NodeId(3), "gamma", ClusterAddress.parse("192.0.2.3:8800")),
                new Command.StartRemoval(new NodeId(3)),
                new Command.DropMember(new NodeId(3)),
                new Command.OpenSession(new SessionId(ONE, 5)),
                new Command.DescribeMember(
                        TWO, new TreeMap<>(Map.of("zone", "a")), List.of(MacAddress.parse("02:00:5e:10:00:01"))),
                new Command.LabelMember(ONE, new TreeMap<>(Map.of("zone", "b"))),
                new Command.DrainMember(ONE, true),
                new Command.Rebalance(2),
                new Command.KeepEven(3),
                new Command.SetVip(
                        "web",
                        VipDefinition.of(VipAddress.parse("192.0.2.5/24")).on(InterfaceChoice.of("eth0"))),
                new Command.SetVip(
                        "spare",
                        VipDefinition.of(VipAddress.parse("192.0.2.6/24")).ownedBy(new Owner("0b6e7f3a-9c1d", 12))),
                new Command.Assign("web", new SessionId(ONE, 5), TransitionReason.FIRST_ASSIGNMENT, 1_767_225_600_000L),
                new Command.RecordTiming(
                        "web", new GrantNumber(1), new TransitionTiming(Optional.empty(), 8, 11, Optional.of(12L))),
                new Command.ReportConflict("web", new DefinitionNumber(1), Optional.of(STRANGER)),
                new Command.OpenReconfiguration(new ReconfigurationEpoch(3, 2)),
                new Command.ChangeVoters(
                        new ReconfigurationEpoch(3, 2),
                        new VoterSetVersion(1),
                        new TreeMap<>(Map.of(ONE, V4, TWO, V6))))) {
            ClusterState.Applied applied = state.apply(command);
            assertThat(applied.outcome().accepted()).as("%s", command).isTrue();
            state = applied.state();
        }
        return state;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandComesBackAsItWas(Command command) throws Exception {
        assertThat(codec.decodeEntry(codec.encodeEntry(List.of(command)))).containsExactly(command);
    }

    @Test
    void batchKeepsItsOrder() throws Exception {
        assertThat(codec.decodeEntry(codec.encodeEntry(commands()))).isEqualTo(commands());
        assertThat(codec.decodeEntry(codec.encodeEntry(List.of()))).isEmpty();
    }

    @Test
    void everyCommandIsInTheseTests() {
        List<Class<?>> tested =
                commands().stream().<Class<?>>map(Command::getClass).distinct().toList();
        assertThat(tested).containsExactlyInAnyOrderElementsOf(List.of(Command.class.getPermittedSubclasses()));
    }

    @ParameterizedTest
    @EnumSource
    void everyOutcomeComesBackAsItWas(RefusalCause cause) throws Exception {
        List<Outcome> outcomes = List.of(new Outcome.Accepted(), new Outcome.Refused(cause));
        assertThat(codec.decodeOutcomes(codec.encodeOutcomes(outcomes))).isEqualTo(outcomes);
    }

    static Stream<ClusterState> states() {
        ClusterState full = state();
        ClusterState deleted = full.apply(new Command.DeleteVip("web")).state();
        ClusterState restarted =
                full.apply(new Command.OpenSession(new SessionId(ONE, 6))).state();
        return Stream.of(ClusterState.unfounded(), full, deleted, restarted);
    }

    @Test
    void theLongestNameOfANodeComesBackFromEntriesAndSnapshots() throws Exception {
        String name = NodeNames.LONGEST;
        List<Command> entry = List.of(
                new Command.Found(CLUSTER, ONE, "a.b", V4),
                new Command.AddMember(TWO, name, V6),
                new Command.SetVip(
                        "web",
                        VipDefinition.of(VipAddress.parse("192.0.2.5/24"))
                                .placed(new TreeMap<>(), new TreeMap<>(Map.of(name, 101)), new Preemption.Never())));
        assertThat(codec.decodeEntry(codec.encodeEntry(entry))).isEqualTo(entry);
        ClusterState state = ClusterState.unfounded();
        for (Command command : entry) {
            state = state.apply(command).state();
        }
        assertThat(state.member(TWO).orElseThrow().name()).isEqualTo(name);
        assertThat(codec.decodeSnapshot(codec.encodeSnapshot(state))).isEqualTo(state);
    }

    @ParameterizedTest
    @MethodSource("states")
    void snapshotComesBackAsItWas(ClusterState state) throws Exception {
        assertThat(codec.decodeSnapshot(codec.encodeSnapshot(state))).isEqualTo(state);
    }

    @Test
    void versionOneStaysReadableAndIsWrittenAlike() throws Exception {
        assertThat(codec.decodeEntry(golden("entry-v1.json"))).isEqualTo(commands());
        assertThat(codec.decodeSnapshot(golden("snapshot-v1.json"))).isEqualTo(state());
        assertThat(codec.decodeOutcomes(golden("outcomes-v1.json")))
                .containsExactly(new Outcome.Accepted(), new Outcome.Refused(RefusalCause.NOT_SETTLED));

        JsonMapper plain = new JsonMapper();
        assertThat(plain.readTree(codec.encodeEntry(commands()))).isEqualTo(plain.readTree(golden("entry-v1.json")));
        assertThat(plain.readTree(codec.encodeSnapshot(state()))).isEqualTo(plain.readTree(golden("snapshot-v1.json")));
    }

    private static byte[] golden(String name) throws Exception {
        try (InputStream in = LogCodecTest.class.getResourceAsStream("/log/" + name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"v\":2,\"commands\":[]}",
                "{\"v\":1,\"commands\":[{\"type\":\"teleport\"}]}",
                "{\"v\":1,\"commands\":[{\"type\":\"settled\",\"version\":2,\"urgent\":true}]}",
                "{\"v\":1,\"commands\":[],\"more\":1}",
                "{\"v\":1,\"commands\":[{\"type\":\"revoke\",\"vip\":\"a\",\"grant\":1,\"reason\":\"BOREDOM\"}]}"
            })
    void whatANewerVersionMayWriteIsRefusedWithAdvice(String entry) {
        assertThatThrownBy(() -> codec.decodeEntry(entry.getBytes(UTF_8)))
                .isInstanceOf(UnknownEntryException.class)
                .hasMessageContaining("newer version")
                .hasMessageContaining("upgrade this node");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "null",
                "[]",
                "{}",
                "{\"v\":\"1\",\"commands\":[]}",
                "{\"v\":1}",
                "{\"v\":1,\"commands\":null}",
                "{\"v\":1,\"commands\":[null]}",
                "{\"v\":1,\"commands\":[{}]}",
                "{\"v\":1,\"v\":1,\"commands\":[]}",
                "{\"v\":1,\"commands\":[]}{}",
                "{\"v\":1,\"commands\":[{\"type\":\"settled\"}]}",
                "{\"v\":1,\"commands\":[{\"type\":\"settled\",\"version\":null}]}",
                "{\"v\":1,\"commands\":[{\"type\":\"settled\",\"version\":0}]}",
                "{\"v\":1,\"commands\":[{\"type\":\"settled\",\"version\":1.5}]}",
                "{\"v\":1,\"commands\":[{\"type\":\"settled\",\"version\":\"1\"}]}",
                "{\"v\":1,\"commands\":[{\"type\":\"settled\",\"version\":99999999999999999999}]}",
                "{\"v\":1,\"commands\":[{\"type\":\"delete-vip\",\"vip\":5}]}",
                "{\"v\":1,\"commands\":[{\"type\":\"delete-vip\",\"vip\":null}]}",
                "{\"v\":1,\"commands\":[{\"type\":\"open-session\",\"session\":\"5\"}]}",
                "{\"v\":1,\"commands\":[{\"type\":\"open-session\",\"session\":\"5/0\"}]}",
                "{\"v\":1,\"commands\":[{\"type\":\"drop-member\",\"node\":-1}]}",
                "{\"v\":1,\"commands\":[{\"type\":\"change-voters\",\"from\":1,\"voters\":{\"x\":\"192.0.2.1:1\"}}]}",
                "{\"v\":1,\"commands\":[{\"type\":\"change-voters\",\"from\":1,\"voters\":{\"1\":null}}]}",
                "{\"v\":1,\"commands\":[{\"type\":\"change-voters\",\"from\":1,\"voters\":{\"1\":\"host:1\"}}]}",
                "{\"v\":1,\"commands\":[{\"type\":\"revoke\",\"vip\":\"a\",\"grant\":1,\"reason\":3}]}",
                "{\"v\":1,\"commands\":[{\"type\":\"record-timing\",\"vip\":\"a\",\"grant\":1}]}",
                "{\"v\":1,\"commands\":[{\"type\":\"record-timing\",\"vip\":\"a\",\"grant\":1,\"timing\":"
                        + "{\"closedMillis\":null,\"committedMillis\":5,\"boundMillis\":4,\"announcedMillis\":null}}]}",
                "{\"v\":1,\"commands\":[{\"type\":\"record-timing\",\"vip\":\"a\",\"grant\":1,\"timing\":"
                        + "{\"closedMillis\":\"1\",\"committedMillis\":5,\"boundMillis\":6,\"announcedMillis\":null}}]}"
            })
    void anythingButAnEntryIsRefused(String entry) {
        assertThatThrownBy(() -> codec.decodeEntry(entry.getBytes(UTF_8))).isInstanceOf(UnknownEntryException.class);
    }

    @Test
    void fieldThatIsMissingInASnapshotIsNotTakenForEmpty() throws Exception {
        String snapshot = new String(codec.encodeSnapshot(state()), UTF_8);
        for (String field : List.of("\"settling\"", "\"removed\"", "\"lastGrant\"", "\"unassignedBecause\"")) {
            assertThat(snapshot).contains(field);
            assertThatThrownBy(() -> codec.decodeSnapshot(
                            snapshot.replace(field, "\"v2\"").getBytes(UTF_8)))
                    .as(field)
                    .isInstanceOf(UnknownEntryException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void damagedBytesNeverGiveAnythingButTheirOwnException(long seed) {
        Random random = new Random(seed);
        byte[] entry = codec.encodeEntry(commands());
        byte[] snapshot = codec.encodeSnapshot(state());
        int refused = 0;
        for (int round = 0; round < 2_000; round++) {
            byte[] damaged = damage((round % 2 == 0 ? entry : snapshot).clone(), random);
            try {
                if (round % 2 == 0) {
                    assertThat(codec.decodeEntry(damaged)).isNotNull().doesNotContainNull();
                } else {
                    assertThat(codec.decodeSnapshot(damaged)).isNotNull();
                }
            } catch (UnknownEntryException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(400);
    }

    private static byte[] damage(byte[] bytes, Random random) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = (byte) "{}[]\",:0129null".charAt(random.nextInt(15));
                default -> {
                    return Arrays.copyOf(bytes, at);
                }
            }
        }
        return bytes;
    }
}
