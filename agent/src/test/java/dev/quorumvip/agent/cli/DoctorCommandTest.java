package dev.quorumvip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cli.doctor.Check;
import dev.quorumvip.agent.cli.doctor.Checks;
import dev.quorumvip.agent.cli.doctor.Finding;
import dev.quorumvip.agent.cli.doctor.Finding.Level;
import dev.quorumvip.agent.config.AgentConfigLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    private static final Check FINE = () -> new Finding(Level.OK, "java", "25", "");
    private static final Check DOUBTFUL = () -> new Finding(Level.WARN, "disk", "slow", "buy a faster one");
    private static final Check BROKEN = () -> new Finding(Level.FAIL, "cable", "loose", "plug it in");

    @Test
    void printsOneLineACheckAndSucceedsWithoutAFailure() {
        CommandLineRun run = doctor(List.of(FINE, DOUBTFUL));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("""
                        OK    java                      25
                        WARN  disk                      slow  → buy a faster one
                        """);
    }

    @Test
    void goesOnAfterAFailureAndExitsWithOne() {
        CommandLineRun run = doctor(List.of(BROKEN, FINE));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().lines()).hasSize(2).first().asString().startsWith("FAIL  cable");
    }

    @Test
    void needsNoOptions() {
        CommandLineRun run = onThisMachine();

        assertThat(run.out().lines())
                .allMatch(line -> line.matches("(OK  |WARN|FAIL)  .*"))
                .anyMatch(line -> line.startsWith("WARN  configuration")
                        && line.contains("nothing known of data-dir, bind-cluster, iface"))
                .anyMatch(line -> line.contains("CAP_NET_ADMIN"))
                .noneMatch(line -> line.contains("interface"));
    }

    @Test
    void checksWhatItIsToldOfAndReportsWrongValues(@TempDir Path temp) {
        CommandLineRun run = onThisMachine(
                "--data-dir=" + temp,
                "--bind-cluster=127.0.0.1:18811",
                "--bind-http=nonsense",
                "--iface=qvnone0",
                "--initial-peers=127.0.0.1:18811,127.0.0.1:1,127.0.0.1:2");

        List<String> lines = run.out().lines().toList();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(lines)
                .anyMatch(line -> line.startsWith("FAIL  configuration") && line.contains("bind-http (--bind-http)"))
                .anyMatch(line -> line.startsWith("FAIL  interface qvnone0"))
                .anyMatch(line -> line.contains("data directory") && line.contains(temp.toString()))
                .anyMatch(line -> line.contains("bind-cluster TCP"))
                .anyMatch(line -> line.contains("bind-cluster UDP"));
        assertThat(lines.stream().filter(line -> line.startsWith("WARN  peer 127.0.0.1:")))
                .hasSize(2);
        assertThat(Arrays.asList(temp.toFile().list())).isEmpty();
    }

    private static CommandLineRun doctor(List<Check> checks) {
        return CommandLineRun.of(new DoctorCommand(loader(), config -> checks));
    }

    private static CommandLineRun onThisMachine(String... args) {
        return CommandLineRun.of(new DoctorCommand(loader(), Checks::ofThisMachine), args);
    }

    private static AgentConfigLoader loader() {
        return new AgentConfigLoader(Map.of(), () -> "node1");
    }
}
