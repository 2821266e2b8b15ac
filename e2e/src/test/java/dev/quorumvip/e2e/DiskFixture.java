package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.agent.AgentOptions;
import dev.quorumvip.e2e.agent.AgentProcess;
import dev.quorumvip.e2e.agent.Launcher;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.probe.WireProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** Agents on disks that fail them. */
abstract class DiskFixture extends ClusterFixture {
    private static final Duration ENDED = Duration.ofSeconds(30);

    /**
     * Starts an agent after mounting something. What is mounted is seen by this agent alone, and goes with it: {@code
     * ip netns exec} gives each program a mount namespace of its own.
     */
    AgentProcess startAfter(Node node, String mount, String dataDir) {
        AgentOptions options = cluster.optionsAlone(node).foundedBy(nodes()).storedIn(Path.of(dataDir));
        List<String> command = new ArrayList<>(List.of(
                "sh", "-c", mount + " && exec \"$0\" \"$@\"", Launcher.path().toString()));
        command.addAll(options.arguments());
        return AgentProcess.startCommand(
                node, command, cluster.directory().resolve(node.name() + "-on-other-disk.log"));
    }

    /** The agent ends by itself, with an error that has one of these words. */
    void assertEnds(AgentProcess agent, String... anyOf) {
        OptionalInt exit = agent.awaitEnd(ENDED);
        if (exit.isEmpty()) {
            agent.kill();
        }
        assertThat(exit)
                .as("the agent on %s ends; it wrote:%n%s", agent.node(), agent.output())
                .isPresent();
        assertThat(exit.orElseThrow()).as("exit code").isNotZero();
        String output = agent.output().toLowerCase(Locale.ROOT);
        assertThat(Arrays.stream(anyOf).anyMatch(output::contains))
                .as("one of %s in:%n%s", List.of(anyOf), output)
                .isTrue();
    }

    void assertServedBy(Node holder) {
        assertThat(probe.answering(WireProbe.INTERVAL.multipliedBy(10))).contains(holder.mac());
    }

    /** The files of a node's data directory whose name starts so. */
    List<Path> filesOf(Node node, String namePrefix) throws IOException {
        try (var files = Files.walk(cluster.dataDir(node))) {
            return files.filter(file -> file.getFileName().toString().startsWith(namePrefix))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }
}
