package dev.quorumvip.e2e.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** Runs programs to their end. */
public final class Command {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Command() {}

    /** What a program that has ended left behind; {@code output} is stdout and stderr in the order written. */
    public record Outcome(List<String> command, int exitCode, String output) {
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    /**
     * Runs a program and answers its output; throws {@link IllegalStateException} with that output on another exit than
     * 0.
     */
    public static String run(String... command) {
        return run(List.of(command));
    }

    public static String run(List<String> command) {
        Outcome outcome = attempt(command, LIMIT);
        if (!outcome.succeeded()) {
            throw new IllegalStateException("'" + String.join(" ", command) + "' ended with " + outcome.exitCode()
                    + ": " + outcome.output().strip());
        }
        return outcome.output();
    }

    /** Runs a program that may fail. One that is still running after {@code limit} is killed and throws. */
    public static Outcome attempt(List<String> command, Duration limit) {
        try {
            // A file, not a pipe: a child that outlives the program would hold the pipe open and this thread with it.
            Path output = Files.createTempFile("quorumvip-command", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly().waitFor();
                    throw new IllegalStateException(
                            "'" + String.join(" ", command) + "' did not end within " + limit + ": " + read(output));
                }
                return new Outcome(List.copyOf(command), process.exitValue(), read(output));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run '" + String.join(" ", command) + "'", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running '" + String.join(" ", command) + "'", e);
        }
    }

    /** A process's exit code; empty while it runs on after {@code limit}. One that a signal ended has 128 + signal. */
    public static OptionalInt awaitEnd(Process process, Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
                    ? OptionalInt.of(process.exitValue())
                    : OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for process " + process.pid(), e);
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
