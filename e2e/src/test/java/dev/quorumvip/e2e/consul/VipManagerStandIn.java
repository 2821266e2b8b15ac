package dev.quorumvip.e2e.consul;

import dev.quorumvip.e2e.net.Node;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Does what vip-manager does with a VIP's key: reads it from the agent of its own node, again and again, compares the value
 * with the one it was started with, and has the VIP while they are the same; with no answer it has it not.
 */
public final class VipManagerStandIn implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final ConsulCluster consul;
    private final Node node;
    private final String value;
    private final List<Claim> claims = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closed;

    /** A time in which it had the VIP; without an end while it has. */
    public record Claim(Node node, Instant from, Optional<Instant> to) {
        /** Whether both had the VIP for longer than that at a time. */
        public boolean overlaps(Claim other, Duration tolerated) {
            Instant begin = from.isAfter(other.from) ? from : other.from;
            Instant thisEnd = to.orElse(Instant.MAX);
            Instant otherEnd = other.to.orElse(Instant.MAX);
            Instant end = thisEnd.isBefore(otherEnd) ? thisEnd : otherEnd;
            return end.isAfter(begin.plus(tolerated));
        }
    }

    private VipManagerStandIn(ConsulCluster consul, Node node, String value) {
        this.consul = consul;
        this.node = node;
        this.value = value;
        this.thread = Thread.ofPlatform().daemon().name("vip-manager-" + node).unstarted(this::run);
    }

    public static VipManagerStandIn start(ConsulCluster consul, Node node, String value) {
        VipManagerStandIn standIn = new VipManagerStandIn(consul, node, value);
        standIn.thread.start();
        return standIn;
    }

    public synchronized boolean has() {
        return !claims.isEmpty() && claims.getLast().to().isEmpty();
    }

    public synchronized List<Claim> claims() {
        return List.copyOf(claims);
    }

    public Node node() {
        return node;
    }

    private void run() {
        while (!closed) {
            Instant asked = Instant.now();
            boolean same;
            try {
                same = consul.value(node, Electors.KEY).filter(value::equals).isPresent();
            } catch (IOException e) {
                same = false;
            }
            note(same, same ? asked : Instant.now());
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private synchronized void note(boolean has, Instant at) {
        if (has && !has()) {
            claims.add(new Claim(node, at, Optional.empty()));
        } else if (!has && has()) {
            claims.add(new Claim(node, claims.removeLast().from(), Optional.of(at)));
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
