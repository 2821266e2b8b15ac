package dev.quorumvip.agent.rest;

import java.time.Duration;
import java.util.Map;

/**
 * The bounds of the REST face.
 *
 * <p>The JDK's server reads its own from system properties, once, when its first class is loaded; see the module
 * documentation of {@code jdk.httpserver}. A property that was given on the command line is left as it is.
 */
public final class HttpLimits {
    /** The longest request body. */
    public static final int BODY_BYTES = 64 * 1024;

    /** How long a request may take from its body to its answer before it is refused with 503. */
    public static final Duration HANDLING = Duration.ofSeconds(3);

    /**
     * Reads, and by themselves changes, that may be under way at once: changes without a quorum must not block status.
     */
    public static final int CALLS = 64;

    /** How long a reader may take for what it is sent: a whole answer, or one piece of a stream. */
    public static final Duration WRITING = Duration.ofSeconds(10);

    /** Streams of events that may be open at once. */
    public static final int STREAMS = 32;

    /** A stream that has nothing to say says so this often. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private static final Map<String, String> JDK_SERVER = Map.of(
            // Seconds for a request to arrive whole, from its first byte; also for the first byte of a new connection.
            "sun.net.httpserver.maxReqTime", "5",
            // The server would count this from the request on, and so end every stream: WRITING bounds each write.
            "sun.net.httpserver.maxRspTime", "-1",
            "sun.net.httpserver.idleInterval", "30",
            // Milliseconds between looks for idle connections.
            "sun.net.httpserver.clockTick", "1000",
            "jdk.httpserver.maxConnections", "256",
            "sun.net.httpserver.maxIdleConnections", "64",
            "sun.net.httpserver.maxReqHeaders", "64",
            "sun.net.httpserver.maxReqHeaderSize", "16384",
            // Read on past the limit this far, so that the sender of a large body gets to read its 413.
            "sun.net.httpserver.drainAmount", "4194304",
            "sun.net.httpserver.nodelay", "true");

    /**
     * Connections over TLS. Each has some 130 KB of buffers and states, far more than one in clear, and needs no
     * certificate to be opened; the whole heap is 48 MB.
     */
    private static final String TLS_CONNECTIONS = "128";

    private HttpLimits() {}

    /**
     * Hands the JDK's server its bounds. It must run before the first use of {@code com.sun.net.httpserver.HttpServer}.
     *
     * @param tls whether it will speak HTTPS
     */
    static void apply(boolean tls) {
        if (tls) {
            set("jdk.httpserver.maxConnections", TLS_CONNECTIONS);
        }
        JDK_SERVER.forEach(HttpLimits::set);
    }

    private static void set(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }
}
