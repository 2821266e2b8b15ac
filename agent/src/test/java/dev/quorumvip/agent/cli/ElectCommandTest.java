package dev.quorumvip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.elect.config.ElectConfig;
import dev.quorumvip.agent.elect.config.ElectConfigLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@SuppressWarnings("NullAway.Init") // the directory is set before each test
class ElectCommandTest {
    @TempDir
    Path directory;

    private final List<ElectConfig> run = new ArrayList<>();
    private final StringWriter err = new StringWriter();
    private String file = "";

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.writeString(
                        directory.resolve("vip-manager.yml"),
                        "dcs-type: consul\ntrigger-key: k\nip: 192.0.2.5\nnetmask: 24\ninterface: eth0\n")
                .toString();
    }

    @AfterEach
    void resetLogging() {
        TestLogging.restore();
    }

    @Test
    void handsEveryOptionToTheElector() {
        int exit = execute(
                "--vip-manager-config=" + file,
                "--check-id=web",
                "--check-url=http://127.0.0.1:1/x",
                "--check-interval=1s",
                "--ttl=20s",
                "--lock-delay=2s",
                "--liveness-ttl=3s",
                "--addr=https://c:1",
                "--token=t",
                "--hostname=me",
                "--bind",
                "--kernel-fence=required",
                "--bind-http=127.0.0.1:9911",
                "--log-format=json",
                "--log-level=error");
        assertThat(exit).as(err.toString()).isEqualTo(7);
        ElectConfig config = run.getFirst();
        assertThat(config.checkId()).contains("web");
        assertThat(config.checkUrl()).hasToString("Optional[http://127.0.0.1:1/x]");
        assertThat(List.of(config.checkInterval(), config.ttl(), config.lockDelay(), config.livenessTtl()))
                .extracting(duration -> duration.toSeconds())
                .containsExactly(1L, 20L, 2L, 3L);
        assertThat(config.endpoints()).hasToString("[https://c:1]");
        assertThat(config.hostname()).isEqualTo("me");
        assertThat(config.bind().orElseThrow().kernelFence()).hasToString("REQUIRED");
        assertThat(config.bindHttp()).hasToString("Optional[127.0.0.1:9911]");
        assertThat(config.logFormat()).hasToString("JSON");
        assertThat(config.toString()).as("the token is nowhere to be seen").contains("a token");
    }

    @Test
    void printsEveryProblemAndRunsNothing() {
        int exit = execute("--vip-manager-config=" + file, "--ttl=1s", "--lock-delay=2m", "--hostname=me");
        assertThat(exit).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run).isEmpty();
        assertThat(err.toString())
                .contains("2 problems in the configuration")
                .contains("ttl (--ttl): is 1s, but must be from 10s to 24h0m0s")
                .contains("lock-delay (--lock-delay): is 2m0s, but must be from 0s to 1m0s");
    }

    @Test
    void isACommandOfTheProgram() {
        assertThat(QuorumVip.commandLine().getSubcommands()).containsKey("elect");
    }

    private int execute(String... arguments) {
        CommandLine command = QuorumVip.configured(new CommandLine(new ElectCommand(
                config -> {
                    run.add(config);
                    return 7;
                },
                new ElectConfigLoader(Map.of(), () -> "a.example"))));
        return command.setErr(new PrintWriter(err)).execute(arguments);
    }
}
