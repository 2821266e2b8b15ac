package dev.quorumvip.e2e.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.net.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/quorumvip} as installed, with a JVM that only says how it was called. */
@SuppressWarnings("NullAway.Init") // the fields are set before each test
class LauncherTest {
    private static final Instant BUILT = Instant.parse("2026-01-01T10:00:00Z");

    @TempDir
    Path installed;

    private Path launcher;
    private Path jar;
    private Path cache;

    @BeforeEach
    void install() throws IOException {
        Path java = write("jvm/bin/java", "#!/bin/sh\necho \"$@\"\n");
        write("jvm/release", "JAVA_VERSION=\"25.0.1\"\n");
        launcher = installed.resolve("bin/quorumvip");
        Files.createDirectories(launcher.getParent());
        Files.copy(Path.of("..", "bin", "quorumvip"), launcher);
        Files.createDirectories(installed.resolve("bin/lib"));
        Files.copy(Path.of("..", "bin", "lib", "find-java.sh"), installed.resolve("bin/lib/find-java.sh"));
        assertThat(java.toFile().setExecutable(true) && launcher.toFile().setExecutable(true))
                .isTrue();
        jar = write("lib/agent.jar", "");
        write("lib/other.jar", "");
        cache = write("lib/quorumvip.aot", "");
    }

    @Test
    void usesTheCacheThatWasMadeOfTheJars() throws IOException {
        Files.setLastModifiedTime(cache, FileTime.from(BUILT.plusSeconds(60)));
        assertThat(call()).contains("-XX:AOTCache=" + cache);
    }

    @Test
    void doesNotUseACacheThatIsOlderThanAJar() throws IOException {
        Files.setLastModifiedTime(cache, FileTime.from(BUILT.plusSeconds(60)));
        Files.setLastModifiedTime(jar, FileTime.from(BUILT.plusSeconds(61)));
        assertThat(call()).doesNotContain("AOTCache").contains("QuorumVip --version");
    }

    @Test
    void needsNoCache() throws IOException {
        Files.delete(cache);
        assertThat(call()).doesNotContain("AOTCache").contains("QuorumVip --version");
    }

    private String call() {
        Command.Outcome outcome = Command.attempt(
                List.of("env", "JAVA_HOME=" + installed.resolve("jvm"), launcher.toString(), "--version"),
                Duration.ofSeconds(10));
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }

    private Path write(String name, String text) throws IOException {
        Path file = installed.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(BUILT));
        return file;
    }
}
