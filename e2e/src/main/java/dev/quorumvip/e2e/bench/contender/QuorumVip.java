package dev.quorumvip.e2e.bench.contender;

import dev.quorumvip.e2e.agent.Cluster;
import dev.quorumvip.e2e.fault.Services;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Our agents, with one of the timing profiles. */
public enum QuorumVip implements Contender {
    FAST(Duration.ofMillis(200)),
    BALANCED(Duration.ofMillis(500)),
    CONSERVATIVE(Duration.ofSeconds(2));

    /** The start of three JVMs on a busy machine, and the way into the quorum. */
    private static final Duration FORMED = Duration.ofSeconds(60);

    /** To look at what comes after the move. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(2);

    private final Duration lease;

    QuorumVip(Duration lease) {
        this.lease = lease;
    }

    public String profile() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String label() {
        return "quorum-vip " + profile();
    }

    @Override
    public boolean ours() {
        return true;
    }

    @Override
    public Duration faultLasts() {
        return lease.multipliedBy(2).plus(AFTERWARDS);
    }

    @Override
    public Standing start(TestNetwork network, Path directory) throws IOException {
        return new Agents(serving(network, directory, ""));
    }

    /**
     * As {@link #start}.
     *
     * @param javaOptions more options of the agents' JVMs; empty for none
     */
    public Cluster serving(TestNetwork network, Path directory, String javaOptions) throws IOException {
        Cluster cluster = Cluster.on(network, directory);
        try {
            cluster.javaOptions(javaOptions);
            cluster.found(cluster.nodes(), "--failover-profile", profile());
            if (!cluster.awaitFounded(FORMED)) {
                throw new IllegalStateException("no cluster within " + FORMED + ":\n" + cluster.condition());
            }
            int answer =
                    cluster.rest(cluster.nodes().getFirst()).putVip(VIP + "/24").status();
            if (answer != 202) {
                throw new IllegalStateException("PUT /vip was answered with " + answer);
            }
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private record Agents(Cluster cluster) implements Standing {
        @Override
        public Services services() {
            return cluster;
        }

        @Override
        public boolean whole() {
            return cluster.nodes().stream()
                    .allMatch(node -> cluster.runs(node) && cluster.rest(node).ready());
        }

        @Override
        public Optional<Node> leader() {
            return cluster.leader();
        }

        @Override
        public boolean isLed() {
            return true;
        }

        @Override
        public String condition() {
            return cluster.condition();
        }

        @Override
        public void close() {
            cluster.close();
        }
    }
}
