package dev.quorumvip.agent.config;

import dev.quorumvip.agent.definition.VipDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;

/** Turns raw values into typed ones, and collects what is wrong with each. */
final class SettingReader {
    private final RawSettings raw;
    private final List<ConfigProblem> problems;

    SettingReader(RawSettings raw, List<ConfigProblem> problems) {
        this.raw = raw;
        this.problems = problems;
    }

    /** Where the value came from; {@code Default} if nobody gave one. */
    ConfigSource source(ConfigKey key) {
        return raw.get(key).map(RawSetting::source).orElseGet(ConfigSource.Default::new);
    }

    SortedMap<String, VipDefinition> vips() {
        return raw.vips();
    }

    boolean isGiven(ConfigKey key) {
        return raw.get(key).isPresent();
    }

    /** Whether it was given as a list with no entries. */
    boolean isEmptyList(ConfigKey key) {
        return raw.get(key).map(RawSetting::entries).filter(List::isEmpty).isPresent();
    }

    /** Reports a problem with that setting at the place where it was given. */
    void problem(ConfigKey key, String reason) {
        problems.add(new ConfigProblem(key.yaml(), source(key), reason));
    }

    /** The value of a setting that takes one; empty if it was not given or is wrong. */
    <T> Optional<T> one(ConfigKey key, Function<String, T> parse) {
        Optional<RawSetting> given = raw.get(key);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        if (given.get().isList()) {
            problem(key, "takes one value, not a list");
            return Optional.empty();
        }
        return parse(key, given.get().values().getFirst(), parse);
    }

    /** The entries of a setting that takes a list, without those that are wrong; empty if it was not given. */
    <T> List<T> list(ConfigKey key, Function<String, T> parse) {
        List<T> values = new ArrayList<>();
        Set<T> seen = new HashSet<>();
        for (String entry : raw.get(key).map(RawSetting::entries).orElse(List.of())) {
            parse(key, entry, parse).ifPresent(value -> {
                if (seen.add(value)) {
                    values.add(value);
                } else {
                    problem(key, "names " + value + " twice");
                }
            });
        }
        return values;
    }

    private <T> Optional<T> parse(ConfigKey key, String text, Function<String, T> parse) {
        if (text.isBlank()) {
            problem(key, key.isList() ? "has an empty entry" : "is empty: give a value, or leave it out");
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(text));
        } catch (IllegalArgumentException e) {
            problem(key, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
