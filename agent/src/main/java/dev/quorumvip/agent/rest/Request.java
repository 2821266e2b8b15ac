package dev.quorumvip.agent.rest;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as a handler sees it, already read whole.
 *
 * @param parameters the path's parameters, decoded
 * @param body the body's bytes; empty for methods that take none
 * @param query what follows the path, with its percent-encoding; null where nothing does
 * @param lastEventId the header of that name, which a client of events sends when it comes back; null without
 */
record Request(
        Map<String, String> parameters,
        byte[] body,
        @Nullable String query,
        @Nullable String lastEventId) {
    Request(Map<String, String> parameters, byte[] body) {
        this(parameters, body, null, null);
    }

    /** A parameter of the route's template. */
    String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalStateException("the route's template has no {" + name + "}");
        }
        return value;
    }
}
