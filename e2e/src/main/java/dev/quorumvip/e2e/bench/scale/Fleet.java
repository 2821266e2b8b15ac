package dev.quorumvip.e2e.bench.scale;

import dev.quorumvip.e2e.agent.AgentRest;
import dev.quorumvip.e2e.agent.Cluster;
import dev.quorumvip.e2e.agent.HttpReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Very many virtual IPs of a cluster, each with one address of a run of consecutive ones. */
public final class Fleet {
    /** In a net of its own, so that no node's address is among them. */
    public static final String FIRST_ADDRESS = "10.78.0.0";

    /** As many as fit 10.78.0.0/16. */
    public static final int MOST = 1 << 16;

    /** As a person with a script would: some at a time. */
    private static final int TOGETHER = 16;

    private static final int BUSY = 503;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Cluster cluster;
    private final int size;

    /** @param size 1 to {@link #MOST} */
    public Fleet(Cluster cluster, int size) {
        if (size < 1 || size > MOST) {
            throw new IllegalArgumentException("size: 1 to " + MOST + ", not " + size);
        }
        this.cluster = cluster;
        this.size = size;
    }

    public int size() {
        return size;
    }

    /** The address of one of them, counted from 0, without prefix length. */
    public static String address(int index) {
        return "10.78." + index / 256 + "." + index % 256;
    }

    /**
     * Has the cluster's first node define all of them; when it returns, each is in the log. What takes too long is asked
     * for again.
     *
     * @throws IllegalStateException when one is refused
     */
    public void define() throws Exception {
        AgentRest door = cluster.rest(cluster.nodes().getFirst());
        try (ExecutorService workers = Executors.newFixedThreadPool(TOGETHER)) {
            List<Future<HttpReply>> replies = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                String path = "/v1/vips/v%04d".formatted(i);
                String body = "{\"address\":\"" + address(i) + "/32\"}";
                replies.add(workers.submit(() -> put(door, path, body)));
            }
            try {
                for (Future<HttpReply> reply : replies) {
                    HttpReply answer = reply.get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    if (answer.status() != 202) {
                        throw new IllegalStateException("a virtual IP was refused: " + answer.body());
                    }
                }
            } finally {
                workers.shutdownNow();
            }
        }
    }

    /** Again after 503, as long as patience lasts: the cluster may be busy, and setting a thing twice does no harm. */
    private static HttpReply put(AgentRest door, String path, String body) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        HttpReply reply = door.request("PUT", path, body);
        while (reply.status() == BUSY && System.nanoTime() - deadline < 0) {
            reply = door.request("PUT", path, body);
        }
        return reply;
    }
}
