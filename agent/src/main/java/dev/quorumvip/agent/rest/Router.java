package dev.quorumvip.agent.rest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds the handler of a method and a path.
 *
 * <p>A template is a path whose segments are literal or a {@code {parameter}}. A parameter takes exactly one segment,
 * which is not empty. No two templates may match the same path. {@code HEAD} is served wherever {@code GET} is (RFC
 * 9110 §9.1).
 */
final class Router {
    private final List<Route> routes = new ArrayList<>();

    /** What became of a lookup. */
    sealed interface Match {
        /** A handler, and what the path's parameters stand for. */
        record Found(Handler handler, Map<String, String> parameters) implements Match {}

        /** The path exists, the method does not. */
        record WrongMethod(SortedSet<String> allowed) implements Match {}

        /** There is no such path. */
        record NoSuchPath() implements Match {}
    }

    /** A method and a template, as they were added. */
    record Route(String method, String template, Handler handler) {
        private Optional<Map<String, String>> parametersOf(List<String> path) {
            List<String> segments = segments(template);
            if (segments.size() != path.size()) {
                return Optional.empty();
            }
            Map<String, String> parameters = new HashMap<>();
            for (int i = 0; i < segments.size(); i++) {
                String segment = segments.get(i);
                String given = path.get(i);
                if (segment.startsWith("{")) {
                    if (given.isEmpty()) {
                        return Optional.empty();
                    }
                    parameters.put(segment.substring(1, segment.length() - 1), given);
                } else if (!segment.equals(given)) {
                    return Optional.empty();
                }
            }
            return Optional.of(parameters);
        }
    }

    /** Adds a route; {@code HEAD} comes with {@code GET}. */
    Router add(String method, String template, Handler handler) {
        routes.add(new Route(method, template, handler));
        return this;
    }

    /** Every route, in the order they were added. */
    List<Route> routes() {
        return List.copyOf(routes);
    }

    /**
     * Looks a request up.
     *
     * @param method as sent, which is case-sensitive
     * @param rawPath the path with its percent-encoding, without the query
     */
    Match match(String method, String rawPath) {
        List<String> path = segments(rawPath).stream().map(Router::decoded).toList();
        SortedSet<String> allowed = new TreeSet<>();
        for (Route route : routes) {
            Optional<Map<String, String>> parameters = route.parametersOf(path);
            if (parameters.isEmpty()) {
                continue;
            }
            boolean get = route.method().equals("GET");
            if (route.method().equals(method) || get && method.equals("HEAD")) {
                return new Match.Found(route.handler(), parameters.get());
            }
            allowed.add(route.method());
            if (get) {
                allowed.add("HEAD");
            }
        }
        return allowed.isEmpty() ? new Match.NoSuchPath() : new Match.WrongMethod(allowed);
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/", -1));
    }

    /** Split first, then decoded: an encoded slash belongs to its segment. A plus is a plus in a path. */
    private static String decoded(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
