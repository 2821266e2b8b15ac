package dev.quorumvip.agent.rest;

import java.util.Map;

/**
 * A request as a handler sees it, already read whole.
 *
 * @param parameters the path's parameters, decoded
 * @param body the body's bytes; empty for methods that take none
 */
record Request(Map<String, String> parameters, byte[] body) {
    /** A parameter of the route's template. */
    String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalStateException("the route's template has no {" + name + "}");
        }
        return value;
    }
}
