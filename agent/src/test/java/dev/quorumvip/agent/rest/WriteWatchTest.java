package dev.quorumvip.agent.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WriteWatchTest {
    private final WriteWatch watch = new WriteWatch(Duration.ofMillis(100));

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void leavesAWriteInTimeAlone() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            watch.within(() -> {});
        }
        Thread.sleep(200);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void endsAWriteThatNobodyReads() throws Exception {
        try (ServerSocketChannel listening =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel writer = SocketChannel.open(listening.getLocalAddress());
                SocketChannel reader = listening.accept()) {
            assertThatExceptionOfType(ClosedByInterruptException.class)
                    .isThrownBy(() -> watch.within(() -> {
                        while (true) {
                            writer.write(ByteBuffer.allocate(1 << 16));
                        }
                    }));
            assertThat(writer.isOpen()).isFalse();
            assertThat(reader.isOpen()).isTrue();
        }
        assertThat(Thread.interrupted())
                .as("the next write is not its business")
                .isFalse();
    }

    @Test
    void tellsOfAWriteThatEndedTooLate() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> watch.within(() -> {
                    try {
                        Thread.sleep(10_000);
                    } catch (InterruptedException e) {
                        // It goes on as if nothing were.
                    }
                }))
                .withMessage("the reader took too long");
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void passesOnWhatAWriteThrows() {
        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> watch.within(() -> {
                    throw new InterruptedIOException("of its own");
                }));
    }
}
