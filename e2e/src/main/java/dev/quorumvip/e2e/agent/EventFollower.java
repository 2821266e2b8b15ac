package dev.quorumvip.e2e.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quorumvip.e2e.net.Node;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Follows {@code /v1/events} of the agent on one node, from within it, until either side ends it. */
public final class EventFollower implements AutoCloseable {
    private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", AgentOptions.HTTP_PORT);

    /** Two heartbeats, and some more. */
    private static final Duration SILENCE = Duration.ofSeconds(40);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Socket socket;
    private final List<JsonNode> seen = new ArrayList<>();
    private String place = "";
    private String nextPlace = "";
    private String data = "";
    private boolean ended;

    private EventFollower(Socket socket) {
        this.socket = socket;
    }

    /**
     * Begins to follow.
     *
     * @param lastEventId where to go on; empty for all that the agent keeps
     */
    public static EventFollower start(Node node, String lastEventId) throws Exception {
        Socket socket = node.namespace().call(() -> {
            Socket opened = new Socket();
            opened.connect(SERVER, (int) SILENCE.toMillis());
            opened.setSoTimeout((int) SILENCE.toMillis());
            return opened;
        });
        EventFollower follower = new EventFollower(socket);
        String header = lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
        // HTTP/1.0 has no chunks to be put together.
        socket.getOutputStream()
                .write(("GET /v1/events HTTP/1.0\r\n" + header + "\r\n").getBytes(StandardCharsets.US_ASCII));
        Thread.ofPlatform().daemon().name("events-of-" + node.name()).start(follower::read);
        return follower;
    }

    /** Every event so far, oldest first. */
    public synchronized List<JsonNode> seen() {
        return List.copyOf(seen);
    }

    /** Where another follower would go on; empty until the stream has begun. */
    public synchronized String place() {
        return place;
    }

    /** Whether no more will come. */
    public synchronized boolean ended() {
        return ended;
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                take(line);
            }
        } catch (IOException e) {
            // Closed, from this side or the other: this was the last of it.
        }
        synchronized (this) {
            ended = true;
        }
    }

    /** What is not whole was not seen. */
    private synchronized void take(String line) throws IOException {
        if (line.startsWith("id: ")) {
            nextPlace = line.substring(4);
        } else if (line.startsWith("data: ")) {
            data = line.substring(6);
        } else if (line.isEmpty()) {
            place = nextPlace;
            if (!data.isEmpty()) {
                seen.add(JSON.readTree(data));
            }
            data = "";
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
