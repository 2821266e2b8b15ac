package dev.quorumvip.e2e.bench.keepalived;

import dev.quorumvip.e2e.bench.contender.Contender;
import dev.quorumvip.e2e.bench.contender.Standing;
import dev.quorumvip.e2e.fault.Services;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** keepalived on every node of a segment. */
final class KeepalivedCluster implements Standing, Services {
    private final TestNetwork network;
    private final Path directory;
    private final Map<Node, KeepalivedProcess> processes = new LinkedHashMap<>();

    private KeepalivedCluster(TestNetwork network, Path directory) {
        this.network = network;
        this.directory = directory;
    }

    static KeepalivedCluster start(TestNetwork network, Path directory, Duration advertisement) throws IOException {
        KeepalivedCluster cluster = new KeepalivedCluster(network, directory);
        try {
            for (Node node : network.nodes()) {
                Files.writeString(cluster.config(node), KeepalivedConfig.text(node, Contender.VIP, advertisement));
                cluster.restart(node);
            }
            return cluster;
        } catch (RuntimeException | IOException e) {
            cluster.close();
            throw e;
        }
    }

    private Path config(Node node) {
        return directory.resolve(node.name() + ".conf");
    }

    private KeepalivedProcess process(Node node) {
        return Optional.ofNullable(processes.get(node))
                .orElseThrow(() -> new IllegalStateException("no keepalived on " + node));
    }

    @Override
    public Services services() {
        return this;
    }

    @Override
    public boolean whole() {
        return processes.values().stream().allMatch(KeepalivedProcess::runs);
    }

    @Override
    public Optional<Node> leader() {
        return Optional.empty();
    }

    @Override
    public boolean isLed() {
        return false;
    }

    @Override
    public String condition() {
        StringBuilder text = new StringBuilder();
        processes.forEach((node, process) -> {
            text.append(node).append(process.runs() ? ": runs\n" : ": does not run\n");
            try {
                text.append(Files.readString(directory.resolve(node.name() + ".log")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return text.toString();
    }

    @Override
    public TestNetwork network() {
        return network;
    }

    @Override
    public void kill(Node node) {
        process(node).kill();
    }

    @Override
    public void pause(Node node) {
        process(node).pause();
    }

    @Override
    public void resume(Node node) {
        process(node).resume();
    }

    @Override
    public void terminate(Node node) {
        process(node).terminate();
    }

    @Override
    public OptionalInt awaitEnd(Node node, Duration limit) {
        return process(node).awaitEnd(limit);
    }

    @Override
    public void restart(Node node) {
        processes.put(node, KeepalivedProcess.start(node, config(node), directory));
    }

    @Override
    public void close() {
        processes.values().forEach(KeepalivedProcess::kill);
        network.close();
    }
}
