package dev.quorumvip.agent.rest;

import com.sun.net.httpserver.HttpExchange;
import java.util.Set;

/** Says what a caller may do. */
@FunctionalInterface
interface Admission {
    /** Everybody may do everything: the address the server listens on is what keeps others away. */
    Admission OF_EVERYBODY = exchange -> new Admitted(Admission.Level.EVERYTHING, "");

    /** What there is to be allowed, each with all that comes before it. */
    enum Level {
        /** To see that the agent is well. */
        PROBES,
        /** To read. */
        READING,
        /** To change. */
        EVERYTHING
    }

    /**
     * What a caller may do.
     *
     * @param level the most that it may
     * @param otherwise why it may do no more, and what would let it
     */
    record Admitted(Level level, String otherwise) {
        /**
         * Whether the connection may be kept for its next request. Not that of somebody unknown: the JDK's server closes
         * a connection that is idle with a last word over TLS, and tries that without a pause for as long as a client
         * that does not read leaves no room for it ({@code SSLStreams.wrapAndSendX}).
         */
        boolean lasting() {
            return level != Level.PROBES;
        }
    }

    /** What the other side of this exchange may do. */
    Admitted admit(HttpExchange exchange);

    /** What a request needs. Nobody who watches machines has a certificate of theirs: probes and metrics need none. */
    static Level needed(String method, String path) {
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (!reads) {
            return Level.EVERYTHING;
        }
        return Set.of("/livez", "/readyz", "/metrics").contains(path) ? Level.PROBES : Level.READING;
    }
}
