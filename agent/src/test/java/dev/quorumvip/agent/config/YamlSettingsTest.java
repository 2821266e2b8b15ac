package dev.quorumvip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.ClusterAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlSettingsTest {
    private final Path file;

    YamlSettingsTest(@TempDir Path temp) {
        file = temp.resolve("quorumvip.yaml");
    }

    @Test
    void allowsEmptyFile() throws IOException {
        write("# nothing yet\n");

        assertThat(ConfigFixture.complete().config(file.toString()).load().nodeName())
                .isEqualTo("node1");
    }

    @Test
    void takesListsInBothStyles() throws IOException {
        write("join: [ '192.0.2.2:8800', 192.0.2.3:8800 ]\n");
        List<ClusterAddress> flow =
                ConfigFixture.complete().config(file.toString()).load().join();

        write("join: 192.0.2.2:8800, 192.0.2.3:8800\n");
        List<ClusterAddress> commas =
                ConfigFixture.complete().config(file.toString()).load().join();

        assertThat(flow).hasSize(2).isEqualTo(commas);
    }

    @Test
    void refusesUnknownKeyEvenWithoutANearOne() throws IOException {
        write("\n\nservers:\n  - a\n  - b\n");

        assertThat(problems()).containsExactly("servers (" + file + " line 3): is not a known key");
    }

    @Test
    void refusesKeyWithoutValue() throws IOException {
        write("node-name:\niface: ~\n");

        assertThat(ConfigFixture.complete()
                        .without(ConfigKey.IFACE)
                        .config(file.toString())
                        .inspect()
                        .problems())
                .extracting(ConfigProblem::toString)
                .containsExactly(
                        "iface (" + file + " line 2): has no value: give one, or leave the key out",
                        "node-name (" + file + " line 1): is empty: give a value, or leave it out");
    }

    @Test
    void refusesListForOneValue() throws IOException {
        write("node-name: [a]\n");

        assertThat(problems()).containsExactly("node-name (" + file + " line 1): takes one value, not a list");
    }

    @Test
    void refusesEmptyList() throws IOException {
        write("join: []\n");

        assertThat(problems())
                .containsExactly(
                        "join (" + file + " line 1): is an empty list: name at least one peer, or leave it out");
    }

    @Test
    void refusesNestedValues() throws IOException {
        write("node-name:\n  first: a\njoin:\n  - [a]\n  - null\n");

        assertThat(problems())
                .containsExactly(
                        "join (" + file + " line 4): must be a plain value or a list of plain values",
                        "join (" + file + " line 5): must be a plain value or a list of plain values",
                        "node-name (" + file + " line 2): must be a plain value or a list of plain values");
    }

    @Test
    void refusesAliases() throws IOException {
        write("node-name: &a x\nlog-level: *a\n");

        assertThat(problems())
                .containsExactly("log-level (" + file + " line 2): is a YAML alias: write the value itself");
    }

    @Test
    void refusesRootThatIsNoMapping() throws IOException {
        write("- iface\n");

        assertThat(problems())
                .containsExactly("config (" + file + " line 1): must be a mapping, with lines such as 'iface: eth0'");
    }

    @Test
    void refusesSecondDocument() throws IOException {
        write("node-name: a\n---\nnode-name: b\n");

        assertThat(problems())
                .containsExactly(
                        "config (" + file + " line 3): must hold one YAML document, but a second one begins here");
    }

    @Test
    void refusesSameKeyTwice() throws IOException {
        write("node-name: a\nnode-name: b\n");

        assertThat(problems())
                .containsExactly(
                        "config (" + file + " line 2): is not YAML that can be read: Duplicate field 'node-name'");
    }

    @Test
    void namesTheLineOfASyntaxError() throws IOException {
        write("node-name: a\niface: [eth0\nlog-level: info\n");

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("config (" + file + " line ")
                .contains("is not YAML that can be read: ");
    }

    @Test
    void refusesFileThatCannotBeRead() {
        assertThat(problems())
                .containsExactly("config (" + file + "): cannot be read: java.nio.file.NoSuchFileException: " + file);
    }

    @Test
    void refusesEmptyOrImpossiblePath() {
        assertThat(ConfigFixture.complete().config("").problems())
                .containsExactly("config (--config): is empty: give the path of a YAML file, or leave it out");
        assertThat(ConfigFixture.complete().env("QUORUMVIP_CONFIG", "a\0b").problems())
                .containsExactly("config (QUORUMVIP_CONFIG): is not a path: Nul character not allowed: a\0b");
    }

    private void write(String content) throws IOException {
        Files.writeString(file, content);
    }

    private List<String> problems() {
        return ConfigFixture.complete().config(file.toString()).problems();
    }
}
