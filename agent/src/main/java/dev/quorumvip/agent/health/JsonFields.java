package dev.quorumvip.agent.health;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.agent.clock.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the fields of one JSON object. What is wrong is added to a list and left out of what is read; what was never
 * asked for is unknown.
 */
final class JsonFields {
    private final JsonNode object;
    private final String path;
    private final List<CheckProblem> problems;
    private final Set<String> known = new LinkedHashSet<>();

    private JsonFields(JsonNode object, String path, List<CheckProblem> problems) {
        this.object = object;
        this.path = path;
        this.problems = problems;
    }

    /** Empty, with a problem, if it is no object. */
    static Optional<JsonFields> of(JsonNode node, String path, List<CheckProblem> problems) {
        if (!node.isObject()) {
            problems.add(new CheckProblem(path, "must be an object"));
            return Optional.empty();
        }
        return Optional.of(new JsonFields(node, path, problems));
    }

    boolean has(String field) {
        known.add(field);
        return object.has(field);
    }

    /** A problem with one of the fields. */
    void problem(String field, String message) {
        problems.add(new CheckProblem(CheckProblem.join(path, field), message));
    }

    /** Problems of fields of this object. */
    void problems(List<CheckProblem> found) {
        found.forEach(problem -> problems.add(problem.under(path)));
    }

    /** A problem if the field is not there. */
    JsonFields require(String field) {
        if (!has(field)) {
            problem(field, "is missing");
        }
        return this;
    }

    Optional<String> text(String field) {
        return read(field, JsonFields::textOf);
    }

    Optional<Integer> number(String field) {
        return read(field, JsonFields::intOf);
    }

    Optional<Boolean> flag(String field) {
        return read(field, node -> {
            if (!node.isBoolean()) {
                throw new IllegalArgumentException("must be true or false");
            }
            return node.booleanValue();
        });
    }

    Optional<Duration> duration(String field) {
        return read(field, node -> {
            if (!node.isTextual()) {
                throw new IllegalArgumentException("must be a duration in quotes, such as \"200ms\" or \"2s\"");
            }
            return DurationText.parse(node.textValue());
        });
    }

    /** One of a few words, each standing for a constant. */
    <E extends Enum<E>> Optional<E> word(String field, Class<E> type, Function<E, String> word) {
        return read(field, node -> {
            String text = textOf(node);
            List<String> words = new ArrayList<>();
            for (E constant : type.getEnumConstants()) {
                if (word.apply(constant).equals(text)) {
                    return constant;
                }
                words.add(word.apply(constant));
            }
            throw new IllegalArgumentException(
                    "'" + FieldRules.shown(text) + "' is none of " + String.join(", ", words));
        });
    }

    /** A list, of which each entry is read by itself; empty if any of them is wrong. */
    <T> Optional<List<T>> list(String field, Function<JsonNode, T> read) {
        if (!has(field)) {
            return Optional.empty();
        }
        JsonNode list = object.get(field);
        if (!list.isArray()) {
            problem(field, "must be a list");
            return Optional.empty();
        }
        List<T> values = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            read(field + "[" + i + "]", list.get(i), read).ifPresent(values::add);
        }
        return values.size() == list.size() ? Optional.of(values) : Optional.empty();
    }

    /** An object in this one; a problem if the field is something else. */
    Optional<JsonFields> object(String field) {
        return has(field) ? of(object.get(field), CheckProblem.join(path, field), problems) : Optional.empty();
    }

    /** The names of all fields, each of which counts as known. */
    List<String> names() {
        object.fieldNames().forEachRemaining(known::add);
        return List.copyOf(known);
    }

    /** To be called last: a problem for each field that nobody asked for. */
    void refuseUnknown() {
        object.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                problem(FieldRules.shown(field), "is not known; known are " + String.join(", ", known));
            }
        });
    }

    static String textOf(JsonNode node) {
        if (!node.isTextual()) {
            throw new IllegalArgumentException("must be a text in quotes");
        }
        return node.textValue();
    }

    private static int intOf(JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw new IllegalArgumentException("must be a whole number");
        }
        return node.intValue();
    }

    private <T> Optional<T> read(String field, Function<JsonNode, T> read) {
        return has(field) ? read(field, object.get(field), read) : Optional.empty();
    }

    private <T> Optional<T> read(String field, JsonNode node, Function<JsonNode, T> read) {
        try {
            return Optional.of(read.apply(node));
        } catch (IllegalArgumentException e) {
            problem(field, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
