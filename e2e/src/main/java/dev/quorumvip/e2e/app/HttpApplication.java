package dev.quorumvip.e2e.app;

import dev.quorumvip.e2e.net.NetworkNamespace;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A web server on a node's loopback interface, as an application would be. It answers as it was told last, one
 * connection each.
 */
public final class HttpApplication implements AutoCloseable {
    private static final int BACKLOG = 64;

    private final NetworkNamespace namespace;
    private final int port;
    private final AtomicLong requests = new AtomicLong();
    private volatile Function<String, Manner> manners = path -> Manner.well();
    private @Nullable ServerSocket listening;

    /**
     * How it answers.
     *
     * @param status of the answer; 0 for none: the connection stays open
     * @param headers further lines, each ended by CR LF
     * @param after how long it takes
     */
    public record Manner(int status, String headers, Duration after) {
        public static Manner well() {
            return status(200);
        }

        public static Manner status(int status) {
            return new Manner(status, "", Duration.ZERO);
        }

        public static Manner redirect(String where) {
            return new Manner(302, "Location: " + where + "\r\n", Duration.ZERO);
        }

        public static Manner slow(Duration after) {
            return new Manner(200, "", after);
        }

        public static Manner silent() {
            return new Manner(0, "", Duration.ZERO);
        }
    }

    private HttpApplication(NetworkNamespace namespace, int port) {
        this.namespace = namespace;
        this.port = port;
    }

    /** Listens inside the namespace, and answers well. */
    public static HttpApplication start(NetworkNamespace namespace, int port) throws Exception {
        HttpApplication application = new HttpApplication(namespace, port);
        application.listen();
        return application;
    }

    /** Every request alike, from now on; connections that wait are not answered differently. */
    public void answers(Manner next) {
        answers(path -> next);
    }

    /** By the request's path, from now on. */
    public void answers(Function<String, Manner> byPath) {
        manners = byPath;
    }

    /** Refuses connections from now on. */
    public synchronized void refuse() throws IOException {
        if (listening != null) {
            listening.close();
            listening = null;
        }
    }

    /** Accepts connections again. */
    public synchronized void listen() throws Exception {
        if (listening != null) {
            return;
        }
        ServerSocket socket = namespace.call(() -> {
            ServerSocket bound = new ServerSocket();
            bound.setReuseAddress(true);
            bound.bind(new java.net.InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), BACKLOG);
            return bound;
        });
        listening = socket;
        Thread.ofPlatform().daemon().name("application-" + namespace.name()).start(() -> accept(socket));
    }

    /** How many requests there have been. */
    public long requests() {
        return requests.get();
    }

    @Override
    public void close() throws IOException {
        refuse();
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException closed) {
                // The loop looks whether it was the server's end.
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setSoTimeout(10_000);
            String path = pathOf(connection.getInputStream());
            requests.incrementAndGet();
            Manner now = manners.apply(path);
            if (now.status() == 0) {
                var unused = connection.getInputStream().read();
                return;
            }
            Thread.sleep(now.after());
            String answer = "HTTP/1.1 " + now.status() + " So\r\n" + now.headers()
                    + "Content-Length: 2\r\nConnection: close\r\n\r\nok";
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException gone) {
            // The checker did not wait for the answer, which is its right.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads up to the empty line, of which the first has the path between two blanks (RFC 9112 §3). */
    private static String pathOf(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the request ends within its head");
            }
            head.append((char) c);
        }
        return head.toString().split(" ", 3)[1];
    }
}
