package dev.quorumvip.e2e.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.config.ConfigKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The systemd unit grants what the agent needs, and no more; its settings are ones that the agent knows. */
class ServiceUnitTest {
    private static final Path PACKAGING = Path.of("..", "packaging");

    @Test
    void grantsTwoCapabilitiesToAnUnprivilegedUser() throws IOException {
        assertThat(words("CapabilityBoundingSet")).containsExactlyInAnyOrder("CAP_NET_ADMIN", "CAP_NET_RAW");
        assertThat(words("AmbientCapabilities")).containsExactlyInAnyOrder("CAP_NET_ADMIN", "CAP_NET_RAW");
        assertThat(words("User")).containsExactly("quorumvip");
        assertThat(words("NoNewPrivileges")).containsExactly("yes");
        assertThat(words("ProtectSystem")).containsExactly("strict");
    }

    @Test
    void leavesOpenTheSocketsThatTheAgentNeeds() throws IOException {
        assertThat(words("RestrictAddressFamilies"))
                .containsExactlyInAnyOrder("AF_UNIX", "AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET");
    }

    @Test
    void doesNotForbidWhatACompilerAtRunTimeDoes() throws IOException {
        assertThat(words("MemoryDenyWriteExecute")).isEmpty();
    }

    @Test
    void restartsWhateverHappensAndLeavesTimeToHandOver() throws IOException {
        assertThat(words("Restart")).containsExactly("always");
        assertThat(words("StartLimitIntervalSec")).containsExactly("0");
        assertThat(words("TimeoutStopSec")).containsExactly("15s");
    }

    @Test
    void settingsAreOnesOfTheAgent() throws IOException {
        Set<String> known =
                Arrays.stream(ConfigKey.values()).map(ConfigKey::environment).collect(Collectors.toSet());
        assertThat(settings()).isNotEmpty().allSatisfy(name -> assertThat(known).contains(name));
        assertThat(settings()).contains(ConfigKey.BIND_CLUSTER.environment(), ConfigKey.IFACE.environment());
        assertThat(words("Environment"))
                .allSatisfy(setting -> assertThat(known).contains(setting.substring(0, setting.indexOf('='))));
    }

    /** The names in the example, those commented out as well. */
    private static List<String> settings() throws IOException {
        return Files.readAllLines(PACKAGING.resolve("quorumvip.env")).stream()
                .map(line -> line.startsWith("#") ? line.substring(1) : line)
                .filter(line -> line.startsWith("QUORUMVIP_"))
                .map(line -> line.substring(0, line.indexOf('=')))
                .toList();
    }

    private static Collection<String> words(String key) throws IOException {
        return Files.readAllLines(PACKAGING.resolve("quorumvip.service")).stream()
                .filter(line -> line.startsWith(key + "="))
                .flatMap(line -> Arrays.stream(line.substring(key.length() + 1).split(" ")))
                .toList();
    }
}
