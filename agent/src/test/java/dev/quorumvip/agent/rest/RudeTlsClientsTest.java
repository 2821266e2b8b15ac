package dev.quorumvip.agent.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.tls.TlsRole;
import dev.quorumvip.tls.testing.TestCa;
import dev.quorumvip.tls.testing.TestIdentity;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The same over TLS, and what one can do before its handshake is over. */
class RudeTlsClientsTest extends RudeClientsTest {
    private static final TestCa CA = TestCa.named("the CA");

    private static final TestIdentity SELF = TestIdentity.of(CA, TlsRole.AGENT);
    private static final TestIdentity CALLER = TestIdentity.of(CA, TlsRole.OPERATOR);

    @Override
    RunningServer newServer() {
        return new RunningServer(SELF.identity(), CALLER.identity());
    }

    @AfterAll
    static void forget() throws IOException {
        SELF.close();
        CALLER.close();
    }

    @Test
    void dropsAClientThatStopsBeforeTheHandshake() throws Exception {
        try (Socket socket = server.connectInClear()) {
            assertThat(answer(socket)).isEmpty();
        }
    }

    @Test
    void dropsAClientThatStopsInItsHello() throws Exception {
        byte[] hello = hello();
        try (Socket socket = server.connectInClear()) {
            socket.getOutputStream().write(hello, 0, hello.length / 2);
            assertThat(timed(socket)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void dropsAClientThatStopsAfterItsHello() throws Exception {
        try (Socket socket = server.connectInClear()) {
            socket.getOutputStream().write(hello());
            assertThat(timed(socket)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void dropsAClientThatSendsItsHelloByteByByte() throws Exception {
        long begun = System.nanoTime();
        try (Socket socket = server.connectInClear()) {
            for (byte next : hello()) {
                socket.getOutputStream().write(next);
                Thread.sleep(100);
            }
            assertThat(socket.getInputStream().read()).isNegative();
        } catch (IOException dropped) {
            // It does not get to its end.
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void servesOthersBesideManyHandshakesThatStop() throws Exception {
        byte[] hello = hello();
        List<Socket> stopped = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Socket socket = server.connectInClear();
                stopped.add(socket);
                socket.getOutputStream().write(hello, 0, i % 2 == 0 ? hello.length : hello.length / 2);
            }
            long begun = System.nanoTime();
            assertThat(server.get("/status").statusCode()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        } finally {
            for (Socket socket : stopped) {
                socket.close();
            }
        }
    }

    @Test
    void answersNothingInClear() throws Exception {
        try (Socket socket = server.connectInClear()) {
            write(socket, "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(answer(socket)).doesNotContain("HTTP/1.1", "live");
        }
    }

    /** How long it takes until the server hangs up, whatever it says before. */
    private static Duration timed(Socket socket) throws IOException {
        long begun = System.nanoTime();
        String unused = answer(socket);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static byte[] hello() throws SSLException {
        SSLContext context = CALLER.identity().context(CALLER.identity().trusting(TlsRole.AGENT));
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }
}
