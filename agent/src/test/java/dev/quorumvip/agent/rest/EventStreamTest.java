package dev.quorumvip.agent.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.quorumvip.agent.events.EventId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stream alone, with a sink that the test plays. */
@Timeout(20)
class EventStreamTest {
    private static final Duration NEVER = Duration.ofDays(1);

    private final FakeControlPlane plane = new FakeControlPlane();
    private final List<String> written = Collections.synchronizedList(new ArrayList<>());

    private EventStream stream(Duration heartbeat) {
        return new EventStream(plane.events, plane, EventId.START, Optional.empty(), heartbeat);
    }

    @Test
    void aReaderThatIsOvertakenIsDroppedAndComesBackToAGap() throws Exception {
        Response.Sink slow = bytes -> {
            written.add(new String(bytes, StandardCharsets.UTF_8));
            if (written.size() == 2) {
                // While it takes the first event, far more come than are kept.
                for (long index = 2; index <= 200; index++) {
                    plane.moved(index, "web", "one of many");
                }
            }
        };
        plane.moved(1, "web", "the first");

        stream(NEVER).writeTo(slow);

        assertThat(written).hasSize(2);
        assertThat(written.getLast()).startsWith("id: 1-1\nevent: transition\n");
        assertThat(plane.events.after(EventId.parse("1-1"), 1).overrun()).isTrue();
    }

    @Test
    void aReaderThatIsGoneEndsIt() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> stream(NEVER).writeTo(bytes -> {
                    throw new IOException("hung up");
                }))
                .withMessage("hung up");
        plane.moved(1, "web", "nobody is woken any more");
    }

    @Test
    void saysSomethingWhenItIsProdded() throws Exception {
        EventStream stream = stream(NEVER);
        Thread writing = Thread.ofVirtual().start(() -> write(stream));
        until(1);
        stream.prod();
        until(2);
        stream.prod();
        until(3);
        assertThat(written.getLast()).isEqualTo(": nothing new\nid: 0-0\n\n");
        writing.interrupt();
        writing.join();
        assertThat(written).as("the interrupt is the end").hasSize(3);
    }

    @Test
    void saysSomethingAfterASilence() throws Exception {
        EventStream stream = stream(Duration.ofMillis(20));
        Thread writing = Thread.ofVirtual().start(() -> write(stream));
        until(5);
        writing.interrupt();
        writing.join();
        assertThat(written.subList(1, 5)).containsOnly(": nothing new\nid: 0-0\n\n");
    }

    private void write(EventStream stream) {
        try {
            stream.writeTo(bytes -> written.add(new String(bytes, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void until(int count) throws InterruptedException {
        while (written.size() < count) {
            Thread.sleep(5);
        }
    }
}
