package dev.quorumvip.agent.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a stream of events over a plain connection; by HTTP/1.0, so that there are no chunks in between. */
final class EventReader implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;
    final String statusLine;
    final List<String> headers = new ArrayList<>();

    /**
     * One block of the stream.
     *
     * @param id null if it has none, and so for the others
     */
    record Block(
            @Nullable String id,
            @Nullable String event,
            @Nullable String data) {
        String json() {
            return Objects.requireNonNull(data, "no data in this block");
        }
    }

    private EventReader(Socket socket, String path, String... headers) throws IOException {
        this.socket = socket;
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\nHost: x\r\n" + more + "\r\n").getBytes(UTF_8));
        this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        this.statusLine = line();
        for (String header = line(); !header.isEmpty(); header = line()) {
            this.headers.add(header);
        }
    }

    static EventReader open(RunningServer server, String path, String... headers) throws IOException {
        return new EventReader(server.connect(), path, headers);
    }

    /** The next block, heartbeats included. */
    Block next() throws IOException {
        String id = null;
        String event = null;
        String data = null;
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            }
        }
        return new Block(id, event, data);
    }

    /** The next block that is an event. */
    Block nextEvent() throws IOException {
        Block block = next();
        while (block.event() == null) {
            block = next();
        }
        return block;
    }

    /** All that is left until the server closes. */
    String rest() throws IOException {
        StringBuilder rest = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            rest.append((char) next);
        }
        return rest.toString();
    }

    private String line() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("the stream has ended");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
