package dev.quorumvip.kubetesting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** A JVM that starts a program and then does nothing; it prints a line when the program runs. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] arguments) throws IOException {
            ServerProcess.start("sleep", List.of("sleep", "600"), Path.of(arguments[0]));
            System.out.println("started");
            if (System.in.read() >= 0) {
                throw new IllegalStateException("nothing is ever sent");
            }
        }
    }

    private static void awaitEnd(List<ProcessHandle> processes) throws InterruptedException {
        long begun = System.nanoTime();
        while (processes.stream().anyMatch(ProcessHandle::isAlive)) {
            assertThat(System.nanoTime() - begun)
                    .as("still alive: %s", processes)
                    .isLessThan(LIMIT.toNanos());
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void theProgramEndsWithAJvmThatIsKilled(@TempDir Path directory) throws IOException, InterruptedException {
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        directory.resolve("log").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<ProcessHandle> started;
        try {
            assertThat(owner.inputReader().readLine()).isEqualTo("started");
            started = awaitProgram(owner);
        } finally {
            owner.destroyForcibly();
        }

        awaitEnd(started);
    }

    /** The shell needs a moment. */
    private static List<ProcessHandle> awaitProgram(Process owner) throws InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            List<ProcessHandle> started = owner.descendants().toList();
            if (started.stream().anyMatch(p -> p.info().commandLine().orElse("").endsWith("sleep 600"))) {
                return started;
            }
            assertThat(System.nanoTime() - begun).isLessThan(LIMIT.toNanos());
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void aProgramThatEndsByItselfIsReportedWithWhatItSaid(@TempDir Path directory) throws InterruptedException {
        try (ServerProcess process = ServerProcess.start(
                "complainer", List.of("sh", "-c", "echo no room; exit 3"), directory.resolve("log"))) {
            long begun = System.nanoTime();
            while (process.isAlive()) {
                assertThat(System.nanoTime() - begun).isLessThan(LIMIT.toNanos());
                TimeUnit.MILLISECONDS.sleep(20);
            }

            assertThat(process.report()).contains("complainer ended with 3").endsWith("no room");
        }
    }

    @Test
    void closingTwiceIsHarmless(@TempDir Path directory) {
        ServerProcess process = ServerProcess.start("sleep", List.of("sleep", "600"), directory.resolve("log"));

        process.close();
        process.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(Files.exists(directory.resolve("log"))).isTrue();
    }
}
