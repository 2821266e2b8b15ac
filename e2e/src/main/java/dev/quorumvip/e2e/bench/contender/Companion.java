package dev.quorumvip.e2e.bench.contender;

import dev.quorumvip.e2e.net.Node;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** What a contender has beside its nodes, and has to do without while a mishap lasts. */
public interface Companion {
    /** In a few words, such as {@code API server}. */
    String words();

    /** Goes, as by a crash. */
    void leave();

    /**
     * Comes back, and shows who holds the VIP now.
     *
     * @param holder who answers at the moment
     * @return from when it was ready to when it showed the holder; zero when it showed it before
     * @throws IllegalStateException when it does not come back, or does not show the holder in time
     */
    Duration comeBack(Supplier<Optional<Node>> holder) throws InterruptedException;
}
