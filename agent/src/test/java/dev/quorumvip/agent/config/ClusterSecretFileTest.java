package dev.quorumvip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterSecretFileTest {
    private Path file;

    ClusterSecretFileTest(@TempDir Path temp) {
        file = temp.resolve("secret");
    }

    @Test
    void takesWhatStandsBetweenWhiteSpace() throws IOException {
        write("\t 0123456789 abcdef \r\n\n", "rw-------");

        assertThat(new ClusterSecretFile(file).read().bytes()).asString().isEqualTo("0123456789 abcdef");
        assertThat(fixture().loaded().warnings()).isEmpty();
    }

    @Test
    void refusesShortSecret() throws IOException {
        write("0123456789abcde\n", "rw-------");

        assertThat(problems())
                .containsExactly(message(file + " holds a secret of 15 bytes, but must hold at least 16"));
    }

    @Test
    void refusesMissingFile() {
        assertThat(problems()).containsExactly(message(file + " does not exist"));
    }

    @Test
    void refusesDirectory() throws IOException {
        Files.createDirectory(file);

        assertThat(problems()).containsExactly(message(file + " is not a file"));
    }

    @Test
    void refusesLargeFile() throws IOException {
        write("x".repeat(4097), "rw-------");

        assertThat(problems()).containsExactly(message(file + " is larger than 4096 bytes: is it the right file?"));
    }

    @Test
    void explainsWhyAFileCannotBeRead() {
        // Opens for everybody, but fails at the first read with EIO: address 0 of a process is not mapped.
        file = Path.of("/proc/self/mem");

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith(message("/proc/self/mem cannot be read: java.io.IOException"));
    }

    @Test
    void warnsIfEverybodyMayReadIt() throws IOException {
        write("0123456789abcdef", "rw-r--r--");

        assertThat(fixture().warnings())
                .containsExactly(message(file + " can be read by every user of this machine: chmod 0600 " + file));
    }

    @Test
    void neverShowsTheSecret() throws IOException {
        write("0123456789abcdef", "rw-------");

        assertThat(fixture().load().toString())
                .contains("ClusterSecret[16 bytes]")
                .doesNotContain("0123456789abcdef");
    }

    private void write(String content, String permissions) throws IOException {
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private ConfigFixture fixture() {
        return ConfigFixture.complete().flag(ConfigKey.CLUSTER_SECRET_FILE, file.toString());
    }

    private List<String> problems() {
        return fixture().problems();
    }

    private static String message(String reason) {
        return "cluster-secret-file (--cluster-secret-file): " + reason;
    }
}
