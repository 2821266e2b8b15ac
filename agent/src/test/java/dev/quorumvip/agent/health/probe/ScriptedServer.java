package dev.quorumvip.agent.health.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/** A server on a loopback port, which does with each connection what the test says. */
final class ScriptedServer implements AutoCloseable {
    /** What to do after a request's head has come. */
    @FunctionalInterface
    interface Script {
        void play(Socket socket) throws IOException, InterruptedException;
    }

    private final ServerSocketFactory factory;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<List<String>> requests = new LinkedBlockingQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final int port;
    private volatile Script script;
    private @Nullable Socket reserved;
    private volatile Listening listening;

    /** The thread waits for connections. */
    private record Listening(ServerSocket socket, Thread thread) {}

    ScriptedServer(Script script) {
        this(ServerSocketFactory.getDefault(), script);
    }

    ScriptedServer(ServerSocketFactory factory, Script script) {
        this.factory = factory;
        this.script = script;
        this.listening = listen(0);
        this.port = listening.socket().getLocalPort();
    }

    static Script answer(String text) {
        return socket -> socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    static Script status(int status, String... headers) {
        return answer("HTTP/1.1 " + status + " Whatever\r\nContent-Length: 2\r\n"
                + List.of(headers).stream().map(header -> header + "\r\n").reduce("", String::concat)
                + "\r\nok");
    }

    /** Says nothing until the other side gives up. */
    static Script silence() {
        return socket -> {
            while (socket.getInputStream().read() >= 0) {}
        };
    }

    /** Sends {@code text} one character at a time. */
    static Script dribble(String text, long pauseMillis) {
        return socket -> {
            OutputStream out = socket.getOutputStream();
            for (byte b : text.getBytes(ISO_8859_1)) {
                out.write(b);
                out.flush();
                Thread.sleep(pauseMillis);
            }
        };
    }

    int port() {
        return port;
    }

    int connections() {
        return connections.get();
    }

    void script(Script next) {
        script = next;
    }

    /** The lines of the oldest request's head that was not asked for yet. */
    List<String> request() throws InterruptedException {
        List<String> request = requests.poll(10, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request within 10 s");
        }
        return request;
    }

    /** Refuses connections from now on; those that are open stay. The port is kept, or another process might listen there. */
    void refuse() throws IOException, InterruptedException {
        listening.socket().close();
        // The port is free once the thread that waits for connections has noticed.
        listening.thread().join();
        Socket bound = new Socket();
        bound.setReuseAddress(true);
        bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        reserved = bound;
    }

    void listenAgain() throws IOException {
        release();
        listening = listen(port);
    }

    private void release() throws IOException {
        if (reserved != null) {
            reserved.close();
            reserved = null;
        }
    }

    private Listening listen(int on) {
        try {
            ServerSocket socket = factory.createServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), on));
            return new Listening(
                    socket, Thread.ofPlatform().daemon().name("scripted-server").start(() -> accept(socket)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket server) {
        while (true) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofPlatform().daemon().name("scripted-connection").start(() -> serve(socket));
            } catch (IOException e) {
                // Closed.
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            List<String> head = head(socket.getInputStream());
            if (!head.isEmpty()) {
                requests.add(head);
                script.play(socket);
            }
        } catch (IOException e) {
            // The client has gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private static List<String> head(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c != '\n') {
                line.append((char) c);
                continue;
            }
            if (line.toString().isBlank()) {
                return lines;
            }
            lines.add(line.toString().strip());
            line.setLength(0);
        }
        return List.of();
    }

    @Override
    public void close() throws IOException {
        listening.socket().close();
        release();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
