package dev.quorumvip.e2e.kube;

import dev.quorumvip.e2e.agent.Launcher;
import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One process of the operator, inside a namespace. */
public final class OperatorReplica implements AutoCloseable {
    private final Process process;
    private final Path log;

    private OperatorReplica(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts one.
     *
     * @param kubeconfig who it is to the API server
     * @param arguments further options
     */
    public static OperatorReplica start(
            NetworkNamespace namespace, Path kubeconfig, Path log, String identity, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "KUBECONFIG=" + kubeconfig,
                Launcher.path().resolveSibling("quorumvip-operator").toString(),
                "--namespace=" + ControlPlane.NAMESPACE,
                "--identity=" + identity,
                "--http-port=0"));
        command.addAll(List.of(arguments));
        return new OperatorReplica(namespace.start(command, log), log);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    public String output() throws IOException {
        return Files.readString(log);
    }

    /** {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
        Command.awaitEnd(process, Duration.ofSeconds(10));
    }

    /** SIGTERM, and its exit code; kills it if it does not end. */
    public int terminate() {
        process.destroy();
        int code = Command.awaitEnd(process, Duration.ofSeconds(20)).orElse(-1);
        close();
        return code;
    }

    @Override
    public void close() {
        kill();
    }
}
