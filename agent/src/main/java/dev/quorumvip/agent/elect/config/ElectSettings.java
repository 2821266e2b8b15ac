package dev.quorumvip.agent.elect.config;

import dev.quorumvip.agent.config.ConfigProblem;
import dev.quorumvip.agent.config.ConfigSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong, or worth a warning, while settings are read. */
final class ElectSettings {
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final List<ConfigProblem> warnings = new ArrayList<>();

    List<ConfigProblem> problems() {
        return List.copyOf(problems);
    }

    List<ConfigProblem> warnings() {
        return List.copyOf(warnings);
    }

    void problem(ConfigProblem problem) {
        problems.add(problem);
    }

    void problem(String key, ConfigSource source, String reason) {
        problems.add(new ConfigProblem(key, source, reason));
    }

    void warning(String key, ConfigSource source, String reason) {
        warnings.add(new ConfigProblem(key, source, reason));
    }

    /** A flag's value; empty if it was not given or is wrong, which has been noted then. */
    <T> Optional<T> value(String flag, @Nullable String text, Function<String, T> parse) {
        return value(new ConfigSource.Flag(flag), flag.substring(2), text, parse);
    }

    <T> Optional<T> value(ConfigSource source, String key, @Nullable String text, Function<String, T> parse) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(text.strip()));
        } catch (IllegalArgumentException e) {
            problem(key, source, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
