package dev.quorumvip.agent.netlink;

import static org.assertj.core.api.Assertions.fail;

import dev.quorumvip.agent.address.NetworkEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Collects events, and waits for the one that a test expects. */
final class Events {
    private final LinkedBlockingQueue<NetworkEvent> arrived = new LinkedBlockingQueue<>();

    void add(NetworkEvent event) {
        arrived.add(event);
    }

    /** The next event of that kind that fulfils the condition; others before it are passed over. */
    <T extends NetworkEvent> T await(Class<T> kind, Duration patience, Predicate<T> condition)
            throws InterruptedException {
        List<NetworkEvent> others = new ArrayList<>();
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            NetworkEvent event = arrived.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (event == null) {
                return fail("no such %s within %s, but %s", kind.getSimpleName(), patience, others);
            }
            if (kind.isInstance(event) && condition.test(kind.cast(event))) {
                return kind.cast(event);
            }
            others.add(event);
        }
    }
}
