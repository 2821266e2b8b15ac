package dev.quorumvip.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherScriptTest {
    private final Path directory;

    LauncherScriptTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /** A class of this test's, in a jar of its own. */
    static final class Greeter {
        private Greeter() {}

        public static void main(String[] arguments) {
            System.out.println("greetings to " + String.join(",", arguments));
        }
    }

    @Test
    void runsTheMainClassWithTheArgumentsAndNothingBefore() throws Exception {
        Path jar = Files.createDirectory(directory.resolve("lib")).resolve("greeter.jar");
        String name = Greeter.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                var in = Greeter.class.getClassLoader().getResourceAsStream(name)) {
            out.putNextEntry(new JarEntry(name));
            out.write(Objects.requireNonNull(in).readAllBytes());
        }
        Path script = Files.createDirectory(directory.resolve("bin")).resolve("greet");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        LauncherScript.write(
                script, "/usr/bin/env -S GREETING=1 " + java, Greeter.class.getName(), List.of("../lib/greeter.jar"));

        Process process = new ProcessBuilder(script.toString(), "you", "me")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("greetings to you,me\n");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void refusesALineThatTheKernelWouldCutOff() throws IOException {
        Path script = directory.resolve("greet");
        assertThatThrownBy(() -> LauncherScript.write(script, "/bin/" + "x".repeat(260), "Main", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("273 characters");
        assertThat(script).doesNotExist();
    }
}
