package dev.quorumvip.e2e.agent;

import static dev.quorumvip.e2e.net.Libc.C;

import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.Libc;
import dev.quorumvip.e2e.net.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** One life of an agent on a node. */
public final class AgentProcess {
    private final Node node;
    private final Process process;
    private final Path log;
    private final long logStart;

    private AgentProcess(Node node, Process process, Path log, long logStart) {
        this.node = node;
        this.process = process;
        this.log = log;
        this.logStart = logStart;
    }

    /**
     * @param javaOptions more options of the JVM; empty for none
     * @param log both output streams are appended to it
     */
    public static AgentProcess start(Node node, AgentOptions options, String javaOptions, Path log) {
        List<String> command = new ArrayList<>();
        if (!javaOptions.isBlank()) {
            command.addAll(List.of("env", "JAVA_OPTS=" + javaOptions));
        }
        command.add(Launcher.path().toString());
        command.addAll(options.arguments());
        return startCommand(node, command, log);
    }

    /** Starts a program that ends by becoming the agent, so that this process's id is the agent's. */
    public static AgentProcess startCommand(Node node, List<String> command, Path log) {
        try {
            long logStart = Files.exists(log) ? Files.size(log) : 0;
            return new AgentProcess(node, node.namespace().start(command, log), log, logStart);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start an agent on " + node, e);
        }
    }

    public Node node() {
        return node;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** {@code kill -9}: the agent gets no chance to do anything. */
    public void kill() {
        signal(Libc.SIGKILL);
        awaitEnd(Duration.ofSeconds(10));
    }

    /** SIGTERM, not waited for. */
    public void terminate() {
        signal(Libc.SIGTERM);
    }

    /** SIGSTOP: the agent stands still until {@link #resume}. */
    public void pause() {
        signal(Libc.SIGSTOP);
    }

    public void resume() {
        signal(Libc.SIGCONT);
    }

    private void signal(int signal) {
        if (process.isAlive()) {
            C.kill(Math.toIntExact(process.pid()), signal);
        }
    }

    /** Its exit code; empty while it runs on after {@code limit}. A process that a signal ended has 128 + signal. */
    public OptionalInt awaitEnd(Duration limit) {
        return Command.awaitEnd(process, limit);
    }

    /** What this life has written so far. */
    public String output() {
        try {
            byte[] all = Files.readAllBytes(log);
            int start = (int) Math.min(logStart, all.length);
            return new String(all, start, all.length - start, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
