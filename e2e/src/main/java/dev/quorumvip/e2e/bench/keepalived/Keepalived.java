package dev.quorumvip.e2e.bench.keepalived;

import dev.quorumvip.e2e.agent.Cluster;
import dev.quorumvip.e2e.bench.contender.Contender;
import dev.quorumvip.e2e.bench.contender.Standing;
import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.TestNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * keepalived, configured as {@link KeepalivedConfig} says.
 *
 * @param advertisement between two advertisements of the holder; with it all of VRRP's times scale
 */
public record Keepalived(Duration advertisement) implements Contender {
    /** keepalived's own setting. */
    public static final Keepalived DEFAULT = new Keepalived(Duration.ofSeconds(1));

    /** What those set who want a shorter outage. */
    public static final Keepalived QUICK = new Keepalived(Duration.ofMillis(100));

    /** A backup waits for less than this many advertisements: RFC 5798 §6.1. */
    private static final int WAITED_FOR = 4;

    private static final Duration AFTERWARDS = Duration.ofSeconds(3);

    @Override
    public String label() {
        return "keepalived " + KeepalivedConfig.seconds(advertisement) + " s";
    }

    @Override
    public boolean ours() {
        return false;
    }

    @Override
    public Duration faultLasts() {
        return advertisement.multipliedBy(WAITED_FOR).plus(AFTERWARDS);
    }

    @Override
    public Standing start(TestNetwork network, Path directory) throws IOException {
        Cluster.deleteTree(directory);
        Files.createDirectories(directory);
        return KeepalivedCluster.start(network, directory, advertisement);
    }

    /** As it tells it, in one line. */
    public static String version() {
        Command.Outcome outcome = Command.attempt(List.of("keepalived", "--version"), Duration.ofSeconds(10));
        return outcome.output().lines().findFirst().orElse("unknown");
    }
}
