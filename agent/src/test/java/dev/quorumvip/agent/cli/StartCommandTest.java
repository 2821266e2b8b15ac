package dev.quorumvip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.config.AgentConfig;
import dev.quorumvip.agent.config.AgentConfigLoader;
import dev.quorumvip.agent.config.ConfigKey;
import dev.quorumvip.agent.lease.FailoverProfile;
import dev.quorumvip.agent.storage.StorageException;
import dev.quorumvip.agent.storage.StorageException.What;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartCommandTest {
    private final List<AgentConfig> started = new ArrayList<>();

    @AfterEach
    void restoreLogging() {
        TestLogging.restore();
    }

    @Test
    void runsTheAgentWithItsConfigurationAndReturnsItsExitCode() {
        CommandLineRun run = start(
                "--data-dir=/var/lib/q",
                "--bind-cluster=192.0.2.1:8800",
                "--iface=eth0",
                "--failover-profile=fast",
                "--join=192.0.2.2:8800,192.0.2.3:8800",
                "--join=192.0.2.4:8800",
                "--labels=zone=a,rack=7",
                "--allow-exec-checks");

        assertThat(run.exitCode()).isEqualTo(7);
        AgentConfig config = started.getFirst();
        assertThat(config.dataDir()).isEqualTo(Path.of("/var/lib/q"));
        assertThat(config.failoverProfile()).isEqualTo(FailoverProfile.FAST);
        assertThat(config.join()).hasSize(3);
        assertThat(config.nodeName()).isEqualTo("node1");
        assertThat(config.labels()).isEqualTo(Map.of("zone", "a", "rack", "7"));
        assertThat(config.allowExecChecks()).isTrue();
    }

    @Test
    void printsEveryProblemAndExitsWithTwo() {
        CommandLineRun run = start("--bind-cluster=0.0.0.0:8800", "--iface=", "--log-level=loud");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(started).isEmpty();
        assertThat(run.err()).isEqualTo("""
                        error: 4 problems in the configuration
                          data-dir (default): is required: give --data-dir, QUORUMVIP_DATA_DIR or 'data-dir:' in the YAML file
                          bind-cluster (--bind-cluster): 0.0.0.0 means every address of this machine, but peers must reach \
                        this agent at one: give a concrete IP address
                          iface (--iface): is empty: give a value, or leave it out
                          log-level (--log-level): 'loud' is none of error, warn, info, debug, trace
                        """);
    }

    @Test
    void hasAnOptionForEveryKey() {
        for (ConfigKey key : ConfigKey.values()) {
            assertThat(start(key.flag() + "= ").err()).contains("\n  " + key.yaml() + " (" + key.flag() + "): ");
        }
        assertThat(start("--config=/none.yaml").err()).contains("config (/none.yaml): cannot be read");
    }

    @Test
    void helpExplainsEveryOption() {
        String help = start("--help").out();

        for (ConfigKey key : ConfigKey.values()) {
            assertThat(help).containsPattern(key.flag() + "\\[?=");
        }
        assertThat(help).contains("Exit codes:").contains("--config=FILE");
    }

    @Test
    void unknownOptionExitsWithTwo() {
        assertThat(start("--bind-clutser=1").exitCode()).isEqualTo(2);
    }

    @Test
    void unusableDataDirectoryExitsWithOne() {
        AgentRunner failing = config -> {
            throw new StorageException(config.dataDir(), What.FULL, "is full", null);
        };

        CommandLineRun run = CommandLineRun.of(
                new StartCommand(failing, loader()), "--data-dir=/d", "--bind-cluster=192.0.2.1:1", "--iface=eth0");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).doesNotContain("\tat ");
    }

    private CommandLineRun start(String... args) {
        AgentRunner runner = config -> {
            started.add(config);
            return 7;
        };
        return CommandLineRun.of(new StartCommand(runner, loader()), args);
    }

    private static AgentConfigLoader loader() {
        return new AgentConfigLoader(Map.of(), () -> "node1");
    }
}
