package dev.quorumvip.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.config.AgentConfig;
import dev.quorumvip.agent.config.AgentConfigLoader;
import dev.quorumvip.agent.config.ConfigFlags;
import dev.quorumvip.agent.config.ConfigKey;
import dev.quorumvip.agent.founding.Instruction;
import dev.quorumvip.agent.storage.DataDirectory;
import dev.quorumvip.agent.storage.FoundingPromise;
import dev.quorumvip.agent.storage.Membership;
import dev.quorumvip.agent.storage.StoredInstruction;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which node lives in a data directory, and what it may be started with. */
class NodeDirectoryTest {
    private static final String A = "192.0.2.1:8800";
    private static final String B = "192.0.2.2:8800";
    private static final Membership MEMBER = new Membership(new UUID(1, 2), List.of(A), 1, false);

    private final Random random = new Random(3);
    private final Path temp;

    NodeDirectoryTest(@TempDir Path temp) {
        this.temp = temp;
    }

    private AgentConfig config(String address, Map<ConfigKey, String> more) throws Exception {
        EnumMap<ConfigKey, String> flags = new EnumMap<>(ConfigKey.class);
        flags.put(ConfigKey.DATA_DIR, temp.resolve("data").toString());
        flags.put(ConfigKey.BIND_CLUSTER, address);
        flags.put(ConfigKey.IFACE, "eth0");
        flags.putAll(more);
        return new AgentConfigLoader(Map.of(), () -> "n1")
                .load(new ConfigFlags(flags, Optional.empty()))
                .config();
    }

    private AgentConfig awaiting(String address) throws Exception {
        return config(address, Map.of(ConfigKey.AWAIT_FOUNDING, "true"));
    }

    /** Starts, does this, and tells who it was. */
    private NodeId live(AgentConfig config, Consumer<DataDirectory> life) throws Exception {
        try (DataDirectory data = NodeDirectory.open(config, random, InstantSource.system())) {
            life.accept(data);
            return data.identity().id();
        }
    }

    @Test
    void aNodeThatIsToldGoesOnAsAnotherWhereItsAddressIsAnother() throws Exception {
        NodeId first = live(awaiting(A), data -> data.membership().write(MEMBER));
        assertThat(live(awaiting(A), data -> assertThat(data.boot()).isEqualTo(2)))
                .isEqualTo(first);
        NodeId second = live(awaiting(B), data -> {
            assertThat(data.membership().value()).isEmpty();
            assertThat(data.former()).contains(first);
        });
        assertThat(second).isNotEqualTo(first);
        assertThat(live(awaiting(B), data -> {})).isEqualTo(second);
    }

    @Test
    void aNodeThatIsToldGoesOnAsAnotherAfterItWasRemoved() throws Exception {
        NodeId first =
                live(awaiting(A), data -> data.membership().write(new Membership(new UUID(1, 2), List.of(A), 1, true)));
        assertThat(live(awaiting(A), data -> assertThat(data.former()).contains(first)))
                .isNotEqualTo(first);
    }

    @Test
    void aNodeWithItsWayInConfiguredStaysWhoItIs() throws Exception {
        NodeId first = live(config(A, Map.of()), data -> data.membership().write(MEMBER));
        assertThat(live(config(B, Map.of()), data -> {})).isEqualTo(first);
        assertThat(live(awaiting(A), data -> {}))
                .as("the setting counts for nothing in a cluster")
                .isEqualTo(first);
    }

    @Test
    void whatWasToldIsNotContradictedByTheConfiguration() throws Exception {
        Instruction told = new Instruction.Found(List.of(ClusterAddress.parse(A), ClusterAddress.parse(B)));
        live(awaiting(A), data -> data.instruction().write(StoredInstruction.of(told)));
        for (Map<ConfigKey, String> otherwise : List.of(
                Map.<ConfigKey, String>of(),
                Map.of(ConfigKey.JOIN, B),
                Map.of(ConfigKey.INITIAL_PEERS, A + ",192.0.2.3:8800"))) {
            assertThatExceptionOfType(AgentStartException.class)
                    .isThrownBy(() -> live(config(A, otherwise), data -> {}))
                    .withMessageContaining("--await-founding");
        }
        live(config(A, Map.of(ConfigKey.INITIAL_PEERS, B + "," + A)), data -> {});
        live(awaiting(A), data -> assertThat(NodeDirectory.told(data)).contains(told));
        live(awaiting(A), data -> data.membership().write(MEMBER));
        live(config(A, Map.of()), data -> {});
    }

    @Test
    void whoHasPromisedSomethingInAFoundingGoesOnWithItsList() throws Exception {
        AgentConfig founder = config(A, Map.of(ConfigKey.INITIAL_PEERS, A + "," + B));
        live(founder, data -> data.foundingPromise().write(new FoundingPromise("promised")));
        assertThatExceptionOfType(AgentStartException.class)
                .isThrownBy(() -> live(awaiting(A), data -> {}))
                .withMessageContaining("--initial-peers");
        live(founder, data -> {});
    }
}
