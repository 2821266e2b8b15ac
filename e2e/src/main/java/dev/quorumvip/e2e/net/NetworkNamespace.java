package dev.quorumvip.e2e.net;

import static dev.quorumvip.e2e.net.Libc.C;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A named network namespace, as {@code ip netns} knows it.
 *
 * @param name its file under {@code /run/netns}
 */
public record NetworkNamespace(String name) {
    private static final Path DIRECTORY = Path.of("/run/netns");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    public static NetworkNamespace create(String name) {
        Command.run("ip", "netns", "add", name);
        NetworkNamespace namespace = new NetworkNamespace(name);
        namespace.ip("link", "set", "lo", "up");
        return namespace;
    }

    /** The names of all namespaces of this machine. */
    public static List<String> names() {
        if (!Files.isDirectory(DIRECTORY)) {
            return List.of();
        }
        try (var files = Files.list(DIRECTORY)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean exists() {
        return Files.exists(DIRECTORY.resolve(name));
    }

    /** The processes that live in it. */
    public List<Integer> processes() {
        return Command.run("ip", "netns", "pids", name)
                .lines()
                .map(line -> Integer.valueOf(line.strip()))
                .toList();
    }

    /** Kills what still lives in the namespace, and removes it with its interfaces. */
    public void delete() {
        if (!exists()) {
            return;
        }
        for (int pid : processes()) {
            try {
                C.kill(pid, Libc.SIGKILL);
            } catch (LastErrorException alreadyGone) {
                // It ended between the listing and the signal, which is what was wanted.
            }
        }
        Command.Outcome outcome = Command.attempt(List.of("ip", "netns", "delete", name), LIMIT);
        // One that is gone meanwhile is what was wanted, too.
        if (!outcome.succeeded() && exists()) {
            throw new IllegalStateException("cannot remove the namespace " + name + ": "
                    + outcome.output().strip());
        }
    }

    /** {@code ip -n NAME arguments...}; throws when it fails. */
    public String ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(arguments));
        return Command.run(command);
    }

    /**
     * {@code command} as one that runs inside; {@code ip netns exec} execs it, so that the process keeps the started
     * one's pid.
     */
    public List<String> inside(List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(command);
        return all;
    }

    /** Starts a program inside, whose both output streams are appended to {@code log}. */
    public Process start(List<String> command, Path log) throws IOException {
        return new ProcessBuilder(inside(command))
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Runs a program inside to its end. */
    public Command.Outcome attempt(List<String> command, Duration limit) {
        return Command.attempt(inside(command), limit);
    }

    /**
     * Runs {@code body} on a thread of its own inside the namespace. Sockets opened there stay in it and may be used
     * from any thread afterwards.
     *
     * @throws Exception whatever {@code body} throws
     */
    public <T> T call(Callable<T> body) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter();
            return body.call();
        });
        // A platform thread: setns changes the carrier's namespace, which virtual threads share.
        Thread.ofPlatform().name("in-" + name).daemon().start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void enter() {
        int descriptor = C.open(DIRECTORY.resolve(name).toString(), Libc.O_RDONLY | Libc.O_CLOEXEC);
        try {
            C.setns(descriptor, Libc.CLONE_NEWNET);
        } finally {
            C.close(descriptor);
        }
    }
}
