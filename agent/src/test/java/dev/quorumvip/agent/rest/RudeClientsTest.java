package dev.quorumvip.agent.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.api.MemberStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clients that are slow, greedy, broken or hostile: each is answered or dropped in bounded time, and nobody else
 * notices.
 */
@Timeout(60)
class RudeClientsTest {
    /** Far less than what is sent, and enough to read the rest of it quickly. */
    private static final int SMALL = 64 * 1024;

    final RunningServer server = newServer();

    RunningServer newServer() {
        return new RunningServer();
    }

    @AfterEach
    void othersAreServedStill() throws Exception {
        assertThat(server.get("/livez").statusCode()).isEqualTo(200);
        assertThat(server.plane.specs).isEmpty();
        server.close();
    }

    @Test
    void refusesABodyThatSaysItIsTooLarge() throws Exception {
        String body = "{\"vip\":\"" + " ".repeat(HttpLimits.BODY_BYTES) + "\"}";

        assertThat(server.put("/vip", body).statusCode()).isEqualTo(413);
        assertThat(server.put("/vip", body).body()).contains("BODY_TOO_LARGE");
    }

    @Test
    void takesABodyOfExactlyTheLimit() throws Exception {
        String body = "{\"vip\":\"\"}";

        assertThat(server.put("/vip", body + " ".repeat(HttpLimits.BODY_BYTES - body.length()))
                        .statusCode())
                .isEqualTo(202);
        assertThat(server.put("/vip", body + " ".repeat(HttpLimits.BODY_BYTES - body.length() + 1))
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void letsTheSenderOfAMegabyteReadItsRefusal() throws Exception {
        assertThat(server.put("/vip", "x".repeat(1 << 20)).statusCode()).isEqualTo(413);
    }

    @Test
    void refusesAnEndlessChunkedBody() throws Exception {
        try (Socket socket = server.connect()) {
            write(socket, "PUT /vip HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
            try {
                while (true) {
                    write(socket, chunk);
                }
            } catch (SocketException dropped) {
                // Only the server can end this.
            }
        }
    }

    @Test
    void dropsAClientThatSendsNothing() throws Exception {
        try (Socket socket = server.connect()) {
            assertThat(answer(socket)).isEmpty();
        }
    }

    @Test
    void dropsAClientThatStopsInTheHeaders() throws Exception {
        try (Socket socket = server.connect()) {
            write(socket, "GET /status HTTP/1.1\r\nHost:");
            assertThat(answer(socket)).isEmpty();
        }
    }

    @Test
    void dropsAClientThatStopsInTheBody() throws Exception {
        try (Socket socket = server.connect()) {
            write(socket, "PUT /vip HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n{\"vip\":");
            assertThat(answer(socket)).isEmpty();
        }
    }

    @Test
    void appliesNothingOfABodyThatBreaksOff() throws Exception {
        try (Socket socket = server.connect()) {
            // The JSON is whole, the body is not.
            write(socket, "PUT /vip HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\n\r\n{\"vip\":\"10.0.0.5/24\"}");
            socket.shutdownOutput();
            assertThat(answer(socket)).isEmpty();
        }
    }

    @Test
    void answersAClientThatHasClosedItsHalf() throws Exception {
        try (Socket socket = server.connect()) {
            write(socket, "GET /status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            socket.shutdownOutput();
            assertThat(answer(socket)).startsWith("HTTP/1.1 200 ").contains("\"leader_id\":12");
        }
    }

    @Test
    void dropsHeadersWithoutEnd() throws Exception {
        try (Socket socket = server.connect()) {
            try {
                write(socket, "GET /status HTTP/1.1\r\n");
                for (int i = 0; i < 1000; i++) {
                    write(socket, "X-" + i + ": " + "x".repeat(100) + "\r\n");
                }
                write(socket, "\r\n");
                assertThat(answer(socket)).isEmpty();
            } catch (SocketException dropped) {
                // It may hang up while the rest is still being written.
            }
        }
    }

    @Test
    void servesOthersBesideManyHalfOpenConnections() throws Exception {
        List<Socket> halfOpen = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Socket socket = server.connect();
                halfOpen.add(socket);
                write(socket, "PUT /vip HTTP/1.1\r\nContent-Le");
            }
            assertThat(server.get("/status").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : halfOpen) {
                socket.close();
            }
        }
    }

    @Test
    void dropsAClientThatDoesNotReadItsAnswer() throws Exception {
        fillMembers(100_000);
        try (Socket socket = server.connect()) {
            socket.setReceiveBufferSize(SMALL);
            write(socket, "GET /v1/members HTTP/1.1\r\nHost: x\r\n\r\n");
            stopReadingAt(socket, "192.0.2.11");
            assertThat(longAnswer(socket).endsWith("]}")).as("all of it").isFalse();
        }
    }

    @Test
    void dropsAReaderOfEventsThatDoesNotRead() throws Exception {
        try (Socket socket = server.connect()) {
            socket.setReceiveBufferSize(SMALL);
            fillEvents(40, 300_000);
            write(socket, "GET /v1/events HTTP/1.0\r\n\r\n");
            stopReadingAt(socket, "xxx");
            assertThat(longAnswer(socket).length()).as("not all of it").isLessThan(40 * 300_000 - 3);
        }
    }

    /** Reads to where this text is, and then nothing for longer than any write may take. */
    private static void stopReadingAt(Socket socket, String text) throws Exception {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("after " + read).isNotNegative();
            read.append((char) next);
        }
        Thread.sleep(RunningServer.WRITING.multipliedBy(2));
    }

    @Test
    void takesThePlacesOfReadersThatAreGone() throws Exception {
        List<EventReader> readers = new ArrayList<>();
        for (int i = 0; i < HttpLimits.STREAMS; i++) {
            readers.add(EventReader.open(server, "/v1/events"));
            readers.getLast().next();
        }
        try (EventReader oneTooMany = EventReader.open(server, "/v1/events")) {
            assertThat(oneTooMany.statusLine).isEqualTo("HTTP/1.1 503 Service Unavailable");
            assertThat(oneTooMany.headers).contains("Retry-after: 1");
            assertThat(oneTooMany.rest()).contains("\"reason\":\"BUSY\"", "32 streams");
        }
        assertThat(server.get("/v1/events?follow=false").statusCode())
                .as("a list takes no place")
                .isEqualTo(200);
        for (EventReader reader : readers) {
            reader.close();
        }
        for (int i = 0; i < HttpLimits.STREAMS; i++) {
            readers.set(i, EventReader.open(server, "/v1/events"));
            assertThat(readers.get(i).statusLine).as("reader " + i).isEqualTo("HTTP/1.1 200 OK");
        }
        for (EventReader reader : readers) {
            reader.close();
        }
    }

    @Test
    void servesOthersBesideReadersThatDoNotRead() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < HttpLimits.STREAMS; i++) {
                Socket socket = server.connect();
                idle.add(socket);
                socket.setReceiveBufferSize(SMALL);
                write(socket, "GET /v1/events HTTP/1.0\r\n\r\n");
            }
            fillEvents(10, 100_000);
            long start = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                assertThat(server.get("/status").statusCode()).isEqualTo(200);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    private void fillEvents(int count, int size) {
        for (int i = 1; i <= count; i++) {
            server.plane.moved(i, "web", "x".repeat(size));
        }
    }

    /** Far more than the kernel buffers. */
    private void fillMembers(int count) {
        MemberStatus member = server.plane.members.getFirst();
        server.plane.members.addAll(Collections.nCopies(count, member));
    }

    @Test
    void survivesGarbage() throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        for (int round = 0; round < 50; round++) {
            byte[] garbage = new byte[random.nextInt(1, 400)];
            random.nextBytes(garbage);
            try (Socket socket = server.connect()) {
                socket.getOutputStream().write(garbage);
                socket.getOutputStream().write("\r\n\r\n".getBytes(US_ASCII));
                socket.shutdownOutput();
                assertThat(answer(socket)).doesNotContain("200 OK");
            } catch (SocketException dropped) {
                // It may hang up while the rest is still being written.
            }
        }
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        socket.getOutputStream().flush();
    }

    /** The same of one of some megabytes. */
    private static String longAnswer(Socket socket) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(answer);
        } catch (SocketException reset) {
            return answer.toString(US_ASCII);
        }
        return answer.toString(US_ASCII);
    }

    /** All that comes until the server closes; a reset counts as the end. */
    static String answer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder answer = new StringBuilder();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                answer.append((char) next);
            }
        } catch (SocketException reset) {
            return answer.toString();
        }
        return answer.toString();
    }
}
