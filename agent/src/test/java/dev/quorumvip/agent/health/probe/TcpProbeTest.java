package dev.quorumvip.agent.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.health.ProbeOutcome;
import dev.quorumvip.agent.health.ProbeResult;
import dev.quorumvip.agent.health.TcpCheck;
import dev.quorumvip.agent.health.TestChecks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpProbeTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final CheckProbes probes = new CheckProbes(System::nanoTime);

    @AfterEach
    void close() {
        probes.close();
    }

    @Test
    void passesIfAConnectionCanBeMade() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            ProbeResult result = run("127.0.0.1", server.getLocalPort(), LONG);
            assertThat(result.outcome()).isEqualTo(ProbeOutcome.PASSED);
            assertThat(result.reason()).isEqualTo("connected");
            try (Socket accepted = server.accept()) {
                accepted.setSoTimeout(10_000);
                assertThat(accepted.getInputStream().read()).as("closed again").isEqualTo(-1);
            }
        }
    }

    @Test
    void failsIfNobodyListens() throws Exception {
        int port = freePort();
        ProbeResult result = run("127.0.0.1", port, LONG);
        assertThat(result.outcome()).isEqualTo(ProbeOutcome.FAILED);
        assertThat(result.reason()).isEqualTo("connection refused");
    }

    @Test
    void givesUpAtTheTimeout() throws Exception {
        // A full backlog: the kernel drops what comes then.
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Backlog full = new Backlog(server.getLocalPort())) {
            ProbeResult result = run("127.0.0.1", server.getLocalPort(), Duration.ofMillis(200));
            assertThat(full.size()).isPositive();
            assertThat(result.outcome()).isEqualTo(ProbeOutcome.TIMED_OUT);
            assertThat(result.reason()).isEqualTo("no answer within 200 ms");
            assertThat(result.took()).isBetween(Duration.ofMillis(200), Duration.ofSeconds(3));
        }
    }

    private ProbeResult run(String host, int port, Duration timeout) throws InterruptedException {
        return probes.probe(new TcpCheck("tcp", host, port, TestChecks.timeout(timeout)))
                .run();
    }

    private static int freePort() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return server.getLocalPort();
        }
    }

    /** Connections that nobody accepts, as many as there is room for. */
    private static final class Backlog implements AutoCloseable {
        private final List<Socket> sockets = new ArrayList<>();

        Backlog(int port) throws IOException {
            boolean room = true;
            while (room && sockets.size() < 20) {
                Socket socket = new Socket();
                try {
                    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 300);
                    sockets.add(socket);
                } catch (SocketTimeoutException e) {
                    socket.close();
                    room = false;
                }
            }
        }

        int size() {
            return sockets.size();
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
