package dev.quorumvip.client;

import dev.quorumvip.client.ServerSentEvents.Block;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An agent's stream of events, read block by block; a silent one is noticed. */
public final class EventFeed implements AutoCloseable {
    private final AgentClient agent;
    private final InputStream body;
    private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(1_024);
    private final Thread reader = Thread.ofVirtual().name("events").unstarted(this::read);
    private final ServerSentEvents events = new ServerSentEvents();

    /** A line, or null for the end. */
    private record Line(@Nullable String text) {}

    private EventFeed(AgentClient agent, InputStream body) {
        this.agent = agent;
        this.body = body;
    }

    /** Begins to read; the stream is closed with this. */
    static EventFeed open(AgentClient agent, InputStream body) {
        EventFeed feed = new EventFeed(agent, body);
        feed.reader.start();
        return feed;
    }

    /**
     * The next block.
     *
     * @param patience how long the agent may be silent, heartbeats included
     * @return empty when the agent has ended the stream
     * @throws AgentCallException when it was silent for too long
     */
    public Optional<Block> next(Duration patience) throws AgentCallException, InterruptedException {
        while (true) {
            Line line = lines.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw AgentCallException.silent(
                        "the agent at " + agent + " has said nothing for " + patience.toSeconds() + " s");
            }
            if (line.text == null) {
                return Optional.empty();
            }
            Optional<Block> block = events.line(line.text);
            if (block.isPresent()) {
                return block;
            }
        }
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String text = in.readLine();
            while (text != null) {
                lines.put(new Line(text));
                text = in.readLine();
            }
        } catch (IOException e) {
            // A stream that breaks is over, as one that ends is.
        } catch (InterruptedException e) {
            return;
        }
        end();
    }

    private void end() {
        try {
            lines.put(new Line(null));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        reader.interrupt();
        try {
            body.close();
        } catch (IOException e) {
            // It is over either way.
        }
    }
}
