package dev.quorumvip.agent.rest;

import java.util.HashMap;
import java.util.Map;

/**
 * An answer, ready to be sent.
 *
 * @param status the HTTP status
 * @param contentType the body's media type
 * @param headers further headers
 * @param body never empty
 */
record Response(int status, String contentType, Map<String, String> headers, byte[] body) {
    /** {@code value} as JSON. */
    static Response json(int status, Object value) {
        return new Response(status, "application/json", Map.of(), Json.bytes(value));
    }

    /** The same answer with one more header. */
    Response with(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Response(status, contentType, Map.copyOf(more), body);
    }
}
