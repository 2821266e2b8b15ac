package dev.quorumvip.agent.address;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * Tells one listener of each change to addresses and links, in the kernel's order, from a thread of its own. A change
 * made after {@link #start} returned is told for certain, or covered by a {@link NetworkEvent.Resync}: so start first
 * and list afterwards. A listener that throws is reported in the log and told of the next event.
 */
public interface NetworkEvents extends AutoCloseable {
    /**
     * Subscribes, then tells {@code listener} until {@link #close}. The listener should be quick: while it works,
     * events queue up in the kernel, and are lost (with a {@code Resync}) when there are too many.
     *
     * @throws IOException if the kernel refuses the subscription
     * @throws IllegalStateException if called twice
     */
    void start(Consumer<? super NetworkEvent> listener) throws IOException;

    /** Ends the telling, waiting for an event that is being told, a second at most. Repeating it does nothing. */
    @Override
    void close();
}
