package dev.quorumvip.e2e.bench.failover;

import dev.quorumvip.e2e.agent.Cluster;
import dev.quorumvip.e2e.bench.contender.Contender;
import dev.quorumvip.e2e.bench.contender.Standing;
import dev.quorumvip.e2e.bench.watch.Eyes;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A segment of its own with a contender at work on it, watched. */
public final class Stage implements AutoCloseable {
    private static final int NODES = 3;
    private static final Duration SETTLED = Duration.ofSeconds(45);

    /** A node that was away has then caught up with the log, so that one fault is measured and not two. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    /** A holder that leads is unusual, and does not last: leadership is moved away from it. */
    private static final Duration LEADERSHIP_MOVED = Duration.ofSeconds(10);

    private final Standing standing;
    private final Eyes eyes;
    private final Path directory;
    private boolean spoilt;
    private boolean keepsLogs;

    private Stage(Standing standing, Eyes eyes, Path directory) {
        this.standing = standing;
        this.eyes = eyes;
        this.directory = directory;
    }

    /** @throws IllegalStateException when the contender does not come to serve the VIP; nothing is left then */
    public static Stage open(Contender contender, Path directory) throws Exception {
        TestNetwork network = TestNetwork.create(NODES);
        try {
            Eyes eyes = Eyes.open(network, Contender.VIP);
            try {
                return new Stage(contender.start(network, directory), eyes, directory);
            } catch (Exception e) {
                eyes.close();
                throw e;
            }
        } catch (Exception e) {
            network.close();
            throw e;
        }
    }

    public Standing standing() {
        return standing;
    }

    public Eyes eyes() {
        return eyes;
    }

    /**
     * Waits until one node alone serves the VIP, everything runs, another node leads where there is a leader, and all
     * that has been so for a while.
     *
     * @return the holder; empty when it did not come to that in time
     */
    public Optional<Node> awaitSettled() throws InterruptedException {
        if (!settles()) {
            return Optional.empty();
        }
        if (standing.isLed()) {
            Cluster.await(LEADERSHIP_MOVED, () -> {
                Optional<Node> leader = standing.leader();
                return leader.isPresent() && !leader.equals(eyes.holder());
            });
        }
        Thread.sleep(QUIET);
        return settles() ? eyes.settledHolder() : Optional.empty();
    }

    private boolean settles() {
        return Cluster.await(
                SETTLED, () -> standing.whole() && eyes.settledHolder().isPresent());
    }

    /** Something went wrong here: the logs are kept, and nothing more can be measured. */
    public void spoil() {
        spoilt = true;
        keepLogs();
    }

    /** What the contender wrote stays when this is closed. */
    public void keepLogs() {
        keepsLogs = true;
    }

    public boolean isSpoilt() {
        return spoilt;
    }

    public Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        eyes.close();
        standing.close();
        if (!keepsLogs) {
            Cluster.deleteTree(directory);
        }
    }
}
