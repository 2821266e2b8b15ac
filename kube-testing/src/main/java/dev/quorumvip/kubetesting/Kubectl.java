package dev.quorumvip.kubetesting;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program {@code kubectl}, as somebody on an API server. */
public final class Kubectl {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<String> command;
    private final Path home;

    Kubectl(List<String> command, Path home) {
        this.command = List.copyOf(command);
        this.home = home;
    }

    /** What it left behind; {@code output} is stdout and stderr in the order written. */
    public record Outcome(int exitCode, String output) {}

    /** Runs it and answers its output; throws {@link IllegalStateException} with that output on another exit than 0. */
    public String run(String... arguments) {
        Outcome outcome = attempt("", arguments);
        if (outcome.exitCode() != 0) {
            throw new IllegalStateException("kubectl " + String.join(" ", arguments) + " ended with "
                    + outcome.exitCode() + ": " + outcome.output().strip());
        }
        return outcome.output();
    }

    /** Runs it, with an input, where it may fail. One that is still running after a minute is killed and throws. */
    public Outcome attempt(String input, String... arguments) {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of(arguments));
        try {
            // Files, not pipes: nothing has to read them meanwhile.
            Path in = Files.writeString(Files.createTempFile(home, "kubectl", ".in"), input);
            Path out = Files.createTempFile(home, "kubectl", ".out");
            try {
                ProcessBuilder builder = new ProcessBuilder(whole)
                        .redirectErrorStream(true)
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile());
                builder.environment().put("HOME", home.toString());
                builder.environment().remove("KUBECONFIG");
                Process process = builder.start();
                if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly().waitFor();
                    throw new IllegalStateException("kubectl did not end within " + LIMIT + ": " + whole);
                }
                return new Outcome(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
            } finally {
                Files.delete(in);
                Files.delete(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + whole, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + whole, e);
        }
    }
}
