package dev.quorumvip.agent.rest;

import dev.quorumvip.api.ProblemReason;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters behind a path's question mark, read as strictly as a body. */
final class QueryFields {
    private final Map<String, String> values = new HashMap<>();

    private QueryFields() {}

    /**
     * Reads a query.
     *
     * @param query {@code NAME=VALUE&…} with its percent-encoding, or null
     * @param known the parameters that the route has
     * @throws InvalidRequestException naming the first parameter that is wrong
     */
    static QueryFields read(@Nullable String query, Set<String> known) throws InvalidRequestException {
        QueryFields fields = new QueryFields();
        if (query == null || query.isEmpty()) {
            return fields;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!known.contains(name)) {
                String shown = RequestFields.shown(name);
                throw new InvalidRequestException(
                        shown, ProblemReason.UNKNOWN_FIELD, "unknown parameter '" + shown + "'");
            }
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            if (fields.values.putIfAbsent(name, value) != null) {
                throw new InvalidRequestException(name, ProblemReason.DUPLICATE_FIELD, "'" + name + "' is given twice");
            }
        }
        return fields;
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** The server has refused what is not percent-encoding before. */
    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
