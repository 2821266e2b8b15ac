package dev.quorumvip.agent.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.agent.clock.DurationText;
import dev.quorumvip.api.ProblemReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The fields of a JSON object, read strictly: whatever is not exactly of its type is a problem that names the field. A
 * field that is {@code null} counts as left out. What was wrong is empty, as what was left out is; the list of problems
 * tells them apart.
 */
final class ObjectFields {
    private static final int SHOWN = 64;

    private final JsonNode object;
    private final String path;
    private final List<FieldProblem> problems;

    private ObjectFields(JsonNode object, String path, List<FieldProblem> problems) {
        this.object = object;
        this.path = path;
        this.problems = problems;
    }

    /**
     * The fields of {@code object}, and a problem for each that is not {@code known}.
     *
     * @param path of the object within the whole, with a dot behind it; empty for the whole itself
     */
    static ObjectFields of(JsonNode object, String path, Set<String> known, List<FieldProblem> problems) {
        ObjectFields fields = new ObjectFields(object, path, problems);
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                fields.problem(
                        shown(name),
                        ProblemReason.UNKNOWN_FIELD,
                        "unknown field '" + shown(name) + "'; there are " + String.join(", ", known));
            }
        });
        return fields;
    }

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    JsonNode raw(String name) {
        return object.get(name);
    }

    void problem(String name, ProblemReason reason, String message) {
        problems.add(new FieldProblem(path + name, reason, message));
    }

    Optional<String> text(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        if (!object.get(name).isTextual()) {
            problem(name, ProblemReason.NOT_A_STRING, "'" + name + "' must be a string");
            return Optional.empty();
        }
        return Optional.of(object.get(name).asText());
    }

    /** A text that {@code read} understands; it throws {@link IllegalArgumentException} with what is wrong. */
    <T> Optional<T> text(String name, ProblemReason otherwise, Function<String, T> read) {
        return text(name).flatMap(text -> understood(name, otherwise, text, read));
    }

    private <T> Optional<T> understood(String name, ProblemReason otherwise, String text, Function<String, T> read) {
        try {
            return Optional.of(read.apply(text));
        } catch (IllegalArgumentException e) {
            problem(name, otherwise, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    Optional<Duration> duration(String name, Duration least, Duration most) {
        return text(name, ProblemReason.INVALID_VALUE, DurationText::parse).filter(duration -> {
            boolean fits = duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0;
            if (!fits) {
                problem(
                        name,
                        ProblemReason.OUT_OF_RANGE,
                        "'" + name + "' is " + DurationText.of(duration) + ", and must be " + DurationText.of(least)
                                + " to " + DurationText.of(most));
            }
            return fits;
        });
    }

    Optional<Integer> integer(String name, int least, int most) {
        return has(name) ? integer(name, object.get(name), least, most) : Optional.empty();
    }

    private Optional<Integer> integer(String name, JsonNode value, int least, int most) {
        return wholeNumber(name, value, least, most).map(Long::intValue);
    }

    Optional<Long> wholeNumber(String name, long least, long most) {
        return has(name) ? wholeNumber(name, object.get(name), least, most) : Optional.empty();
    }

    private Optional<Long> wholeNumber(String name, JsonNode value, long least, long most) {
        if (!value.isIntegralNumber()) {
            problem(name, ProblemReason.WRONG_TYPE, "'" + name + "' must be a whole number");
            return Optional.empty();
        }
        if (!value.canConvertToLong() || value.asLong() < least || value.asLong() > most) {
            problem(
                    name,
                    ProblemReason.OUT_OF_RANGE,
                    "'" + name + "' is " + shown(value.asText()) + ", and must be " + least + " to " + most);
            return Optional.empty();
        }
        return Optional.of(value.asLong());
    }

    Optional<Boolean> flag(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        if (!object.get(name).isBoolean()) {
            problem(name, ProblemReason.WRONG_TYPE, "'" + name + "' must be true or false");
            return Optional.empty();
        }
        return Optional.of(object.get(name).asBoolean());
    }

    /** One of an enum's words, which are its names in lower case. */
    <E extends Enum<E>> Optional<E> word(String name, Class<E> type) {
        return text(name).flatMap(text -> {
            List<String> words = new ArrayList<>();
            for (E constant : type.getEnumConstants()) {
                String word = constant.name().toLowerCase(Locale.ROOT);
                if (word.equals(text)) {
                    return Optional.of(constant);
                }
                words.add(word);
            }
            problem(
                    name,
                    ProblemReason.INVALID_VALUE,
                    "'" + shown(text) + "' is unknown; there is " + String.join(", ", words));
            return Optional.empty();
        });
    }

    /** An object within this one. */
    Optional<ObjectFields> object(String name, Set<String> known) {
        if (!has(name)) {
            return Optional.empty();
        }
        if (!object.get(name).isObject()) {
            problem(
                    name,
                    ProblemReason.WRONG_TYPE,
                    "'" + name + "' must be an object with " + String.join(", ", known));
            return Optional.empty();
        }
        return Optional.of(of(object.get(name), path + name + ".", known, problems));
    }

    boolean isEmptyList(String name) {
        return has(name) && object.get(name).isArray() && object.get(name).isEmpty();
    }

    /** The texts of an array, by their place in it. */
    SortedMap<Integer, String> texts(String name, int most) {
        SortedMap<Integer, String> texts = new TreeMap<>();
        if (!has(name)) {
            return texts;
        }
        JsonNode array = object.get(name);
        if (!array.isArray()) {
            problem(name, ProblemReason.WRONG_TYPE, "'" + name + "' must be a list of strings");
        } else if (!tooMany(name, array.size(), most)) {
            for (int i = 0; i < array.size(); i++) {
                if (array.get(i).isTextual()) {
                    texts.put(i, array.get(i).asText());
                } else {
                    problem(
                            name + "[" + i + "]",
                            ProblemReason.NOT_A_STRING,
                            "each of '" + name + "' must be a string");
                }
            }
        }
        return texts;
    }

    /** An object as a map of texts. */
    SortedMap<String, String> textMap(String name, int most) {
        SortedMap<String, String> map = new TreeMap<>();
        entries(name, most, key -> {
            JsonNode value = object.get(name).get(key);
            if (value.isTextual()) {
                map.put(key, value.asText());
            } else {
                problem(name + "." + shown(key), ProblemReason.NOT_A_STRING, "'" + shown(key) + "' must be a string");
            }
        });
        return map;
    }

    /** An object as a map of numbers. */
    SortedMap<String, Integer> integerMap(String name, int most, int least, int largest) {
        SortedMap<String, Integer> map = new TreeMap<>();
        entries(
                name,
                most,
                key -> integer(name + "." + shown(key), object.get(name).get(key), least, largest)
                        .ifPresent(value -> map.put(key, value)));
        return map;
    }

    private void entries(String name, int most, Consumer<String> entry) {
        if (!has(name)) {
            return;
        }
        JsonNode map = object.get(name);
        if (!map.isObject()) {
            problem(name, ProblemReason.WRONG_TYPE, "'" + name + "' must be an object");
        } else if (!tooMany(name, map.size(), most)) {
            map.fieldNames().forEachRemaining(entry);
        }
    }

    private boolean tooMany(String name, int count, int most) {
        if (count > most) {
            problem(name, ProblemReason.OUT_OF_RANGE, "'" + name + "' has " + count + " entries; there may be " + most);
        }
        return count > most;
    }

    static String shown(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
