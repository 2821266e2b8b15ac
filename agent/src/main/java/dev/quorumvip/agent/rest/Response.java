package dev.quorumvip.agent.rest;

import dev.quorumvip.api.Json;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer, ready to be sent, or one that goes on.
 *
 * @param status the HTTP status
 * @param contentType the body's media type
 * @param headers further headers
 * @param body never empty, but for a stream
 * @param stream writes the body bit by bit; null for an answer that is there as a whole
 */
record Response(
        int status,
        String contentType,
        Map<String, String> headers,
        byte[] body,
        @Nullable Stream stream) {
    /** A body without a known end. */
    interface Stream {
        /**
         * Writes until it ends, on the thread of the connection. An interrupt asks it to end soon.
         *
         * @throws IOException as {@code sink} threw it
         */
        void writeTo(Sink sink) throws IOException;

        /** From any thread: to write something soon, whatever there is, so that it shows whether anybody reads. */
        void prod();

        /** From any thread: there is no more to come; it ends soon, whole. */
        void end();
    }

    /** Where a stream goes. */
    interface Sink {
        /**
         * Sends these bytes on their way.
         *
         * @throws IOException when the reader is gone, or does not take them in time
         */
        void write(byte[] bytes) throws IOException;
    }

    Response(int status, String contentType, Map<String, String> headers, byte[] body) {
        this(status, contentType, headers, body, null);
    }

    /** An answer that goes on. */
    static Response stream(String contentType, Map<String, String> headers, Stream stream) {
        return new Response(200, contentType, headers, new byte[0], stream);
    }

    /** {@code value} as JSON. */
    static Response json(int status, Object value) {
        return new Response(status, "application/json", Map.of(), Json.bytes(value));
    }

    /** The same answer with one more header. */
    Response with(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Response(status, contentType, Map.copyOf(more), body, stream);
    }
}
