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

/** A program that runs until it is killed, and no longer than this JVM, however that ends. */
final class ServerProcess implements AutoCloseable {
    /**
     * The shell's input is a pipe from this JVM, which the kernel closes with it: then the program is killed. Inputs of
     * background commands are /dev/null, hence the copy. The watcher ends with the program, so that it never kills
     * another process of the same number.
     */
    private static final String WHILE_INPUT_IS_OPEN = """
            exec 3<&0
            "$@" 3<&- &
            program=$!
            { cat <&3 > /dev/null; kill -KILL $program; } 2> /dev/null &
            watcher=$!
            wait $program
            code=$?
            kill $watcher 2> /dev/null
            exit $code
            """;

    private static final int SHOWN_LINES = 15;

    private final String name;
    private final Process shell;
    private final Path log;

    private ServerProcess(String name, Process shell, Path log) {
        this.name = name;
        this.shell = shell;
        this.log = log;
    }

    /** @param log both output streams are appended to it */
    static ServerProcess start(String name, List<String> command, Path log) {
        List<String> guarded = new ArrayList<>(List.of("/bin/sh", "-c", WHILE_INPUT_IS_OPEN, "sh"));
        guarded.addAll(command);
        try {
            Process shell = new ProcessBuilder(guarded)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new ServerProcess(name, shell, log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    boolean isAlive() {
        return shell.isAlive();
    }

    /** What to tell of it when something is wrong. */
    String report() {
        try {
            List<String> lines =
                    Files.readString(log, StandardCharsets.UTF_8).lines().toList();
            String last = String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
            String state = isAlive() ? "runs" : "ended with " + shell.exitValue();
            return name + " " + state + "; the end of " + log + ":\n" + last;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it, as a power failure does, and waits for its end. */
    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
        } catch (IOException alreadyClosed) {
            // It ended by itself.
        }
        try {
            if (!shell.waitFor(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(name + ", process " + shell.pid() + ", outlives SIGKILL");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " was killed", e);
        }
    }
}
