package dev.quorumvip.agent.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.events.EventId;
import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.api.EventList;
import dev.quorumvip.api.EventType;
import dev.quorumvip.api.Json;
import dev.quorumvip.api.Problem;
import dev.quorumvip.api.ProblemReason;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /v1/events} over a real server. */
@Timeout(60)
class EventRoutesTest {
    private final RunningServer server = new RunningServer();
    private final FakeControlPlane plane = server.plane;

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void listsWhatIsKept() throws Exception {
        assertThat(server.get("/v1/events?follow=false").body()).isEqualTo("{\"events\":[]}");
        plane.moved(3, "web", "first");
        plane.moved(5, "db", "second");

        assertThat(list("/v1/events?follow=false")).extracting(ClusterEvent::id).containsExactly("3-1", "5-1");
        assertThat(list("/v1/events?follow=false&since=3-1"))
                .extracting(ClusterEvent::id)
                .containsExactly("5-1");
        assertThat(list("/v1/events?vip=web&follow=false"))
                .extracting(ClusterEvent::detail)
                .containsExactly("first");
        assertThat(server.get("/v1/events?follow=false&since=3-1").body())
                .isEqualTo("{\"events\":[{\"id\":\"5-1\",\"at\":\"2026-01-01T10:00:00.005Z\",\"type\":\"transition\","
                        + "\"vip\":\"db\",\"member\":null,\"from\":\"node-1\",\"to\":\"node-2\","
                        + "\"reason\":\"SESSION_EXPIRED\",\"times\":null,\"detail\":\"second\"}]}");
    }

    @Test
    void aListSaysWhatIsMissingInIt() throws Exception {
        fill(1, 100);
        List<ClusterEvent> events = list("/v1/events?follow=false&since=5-1&vip=web");
        assertThat(events).hasSize(65);
        assertThat(events.getFirst().type()).isEqualTo(EventType.GAP);
        assertThat(events.getFirst().id()).isEqualTo("36-1");
        assertThat(events.getLast().id()).isEqualTo("100-1");
        assertThat(list("/v1/events?follow=false")).as("nobody asked for more").hasSize(64);
    }

    @Test
    void streamsWhatIsKeptAndThenWhatComes() throws Exception {
        plane.moved(3, "web", "first");
        try (EventReader reader = EventReader.open(server, "/v1/events")) {
            assertThat(reader.statusLine).isEqualTo("HTTP/1.1 200 OK");
            assertThat(reader.headers)
                    .contains("Content-type: text/event-stream", "Cache-control: no-store", "X-accel-buffering: no");
            assertThat(reader.next()).as("a place to come back to").isEqualTo(new EventReader.Block("0-0", null, null));
            EventReader.Block first = reader.nextEvent();
            assertThat(first.id()).isEqualTo("3-1");
            assertThat(first.event()).isEqualTo("transition");
            assertThat(Json.read(first.json().getBytes(StandardCharsets.UTF_8), ClusterEvent.class))
                    .isEqualTo(plane.events.after(EventId.START, 1).events().getFirst());
            plane.moved(4, "web", "second");
            assertThat(reader.nextEvent().id()).isEqualTo("4-1");
        }
    }

    @Test
    void streamsToAClientOfHttp11InChunks() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<InputStream> response = client.send(
                    HttpRequest.newBuilder(URI.create("http://" + server.hostPort() + "/v1/events"))
                            .header("Last-Event-ID", "3-1")
                            .build(),
                    BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Transfer-Encoding")).hasValue("chunked");
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                assertThat(lines.readLine()).isEqualTo("retry: 1000");
                assertThat(lines.readLine()).isEqualTo("id: 3-1");
                assertThat(lines.readLine()).isEmpty();
                plane.moved(7, "web", "x".repeat(100_000));
                for (String line = lines.readLine(); !line.startsWith("data: "); line = lines.readLine()) {
                    assertThat(line).doesNotContain("x".repeat(10));
                }
            }
            client.shutdownNow();
        }
    }

    @Test
    void goesOnAfterTheLastEventIdWhichCountsMoreThanSince() throws Exception {
        fill(1, 10);
        try (EventReader reader = EventReader.open(server, "/v1/events?since=2-1", "Last-Event-ID: 8-1")) {
            assertThat(reader.nextEvent().id()).isEqualTo("9-1");
        }
        try (EventReader reader = EventReader.open(server, "/v1/events?since=2-1", "Last-Event-ID:")) {
            assertThat(reader.nextEvent().id()).isEqualTo("3-1");
        }
    }

    @Test
    void aStreamBeginsWithAGapWhereOneIs() throws Exception {
        fill(1, 100);
        try (EventReader reader = EventReader.open(server, "/v1/events?since=5-1&vip=db")) {
            EventReader.Block gap = reader.nextEvent();
            assertThat(gap.event()).isEqualTo("gap");
            assertThat(gap.id()).isEqualTo("36-1");
            plane.moved(101, "db", "after it");
            assertThat(reader.nextEvent().id()).isEqualTo("101-1");
        }
    }

    @Test
    void aReaderThatWaitsForAnotherVipMovesOnWithTheHeartbeats() throws Exception {
        try (EventReader reader = EventReader.open(server, "/v1/events?vip=web")) {
            reader.next();
            plane.moved(9, "db", "not for it");
            EventReader.Block beat = reader.next();
            assertThat(beat.event()).isNull();
            assertThat(beat.id()).isEqualTo("9-1");
        }
    }

    @Test
    void endsWhenThisNodeHasNoCopyOfTheLogAnyMore() throws Exception {
        try (EventReader reader = EventReader.open(server, "/v1/events")) {
            plane.followsLog = false;
            assertThat(reader.rest()).as("until the server ends it").startsWith("retry: 1000");
        }
        assertThat(refused("/v1/events", 503).reason()).isEqualTo(ProblemReason.NO_QUORUM);
    }

    @Test
    void endsWholeWhenTheServerStops() throws Exception {
        try (Socket socket = server.connect()) {
            socket.getOutputStream()
                    .write("GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            int first = socket.getInputStream().read();
            long before = System.nanoTime();
            server.stop();
            String rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(first).isEqualTo('H');
            assertThat(rest).as("the last chunk").endsWith("\r\n0\r\n\r\n");
            assertThat(System.nanoTime() - before).isLessThan(10_000_000_000L);
        }
    }

    /** The server stops while they write, some of them for the first time. */
    @Test
    void allThatAreOpenEndWholeWhenTheServerStops() throws Exception {
        List<Socket> readers = new ArrayList<>();
        try {
            for (int i = 0; i < HttpLimits.STREAMS / 2; i++) {
                Socket socket = server.connect();
                readers.add(socket);
                socket.getOutputStream()
                        .write("GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().read()).isEqualTo('H');
                plane.moved(10 + i, "web", "news for all of them");
            }
            server.stop();
            for (Socket socket : readers) {
                String rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(rest).as("the last chunk").endsWith("\r\n0\r\n\r\n");
            }
        } finally {
            for (Socket socket : readers) {
                socket.close();
            }
        }
    }

    @Test
    void headTellsOnlyWhatItWouldBe() throws Exception {
        HttpResponse<String> head = server.send("HEAD", "/v1/events", "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "since=, since, INVALID_EVENT_ID",
        "since=57, since, INVALID_EVENT_ID",
        "since=-1-1, since, INVALID_EVENT_ID",
        "since=1-1&since=1-1, since, DUPLICATE_FIELD",
        "vip=, vip, INVALID_NAME",
        "vip=We+b, vip, INVALID_NAME",
        "follow=, follow, NOT_A_BOOLEAN",
        "follow=yes, follow, NOT_A_BOOLEAN",
        "watch=true, watch, UNKNOWN_FIELD",
        "follow=false&, '', UNKNOWN_FIELD",
        "follow=false&%66ollow=true, follow, DUPLICATE_FIELD",
    })
    void refusesWhatItDoesNotUnderstand(String query, String field, ProblemReason reason) throws Exception {
        Problem problem = refused("/v1/events?" + query, 400);
        assertThat(problem.reason()).isEqualTo(reason);
        assertThat(problem.field()).isEqualTo(field);
    }

    @Test
    void refusesALastEventIdThatIsNone() throws Exception {
        try (EventReader reader = EventReader.open(server, "/v1/events", "Last-Event-ID: yesterday")) {
            assertThat(reader.statusLine).isEqualTo("HTTP/1.1 400 Bad Request");
            assertThat(reader.rest()).contains("\"field\":\"Last-Event-ID\"", "INVALID_EVENT_ID");
        }
    }

    private void fill(long from, long to) {
        for (long index = from; index <= to; index++) {
            plane.moved(index, "web", "one of many");
        }
    }

    private List<ClusterEvent> list(String path) throws Exception {
        HttpResponse<String> response = server.get(path);
        assertThat(response.statusCode()).isEqualTo(200);
        return Json.read(response.body().getBytes(StandardCharsets.UTF_8), EventList.class)
                .events();
    }

    private Problem refused(String path, int status) throws Exception {
        HttpResponse<String> response = server.get(path);
        assertThat(response.statusCode()).isEqualTo(status);
        return Json.read(response.body().getBytes(StandardCharsets.UTF_8), Problem.class);
    }
}
