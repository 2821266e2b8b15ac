package dev.quorumvip.agent.config;

import dev.quorumvip.agent.definition.VipDefinition;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** All values that were given, each from the strongest of its sources: flag, then environment, then YAML file. */
final class RawSettings {
    private final Map<ConfigKey, RawSetting> settings = new EnumMap<>(ConfigKey.class);

    private final SortedMap<String, VipDefinition> vips = new TreeMap<>();

    private RawSettings() {}

    /**
     * Collects the values.
     *
     * @param problems takes what is wrong with the sources themselves
     * @param warnings takes environment variables that look mistyped
     */
    static RawSettings collect(
            ConfigFlags flags,
            Map<String, String> environment,
            List<ConfigProblem> problems,
            List<ConfigProblem> warnings) {
        RawSettings raw = new RawSettings();
        raw.addYaml(flags, environment, problems);
        raw.addEnvironment(environment, warnings);
        flags.values()
                .forEach((key, text) -> raw.settings.put(key, RawSetting.of(text, new ConfigSource.Flag(key.flag()))));
        return raw;
    }

    Optional<RawSetting> get(ConfigKey key) {
        return Optional.ofNullable(settings.get(key));
    }

    /** Only a file has them. */
    SortedMap<String, VipDefinition> vips() {
        return vips;
    }

    private void addYaml(ConfigFlags flags, Map<String, String> environment, List<ConfigProblem> problems) {
        String fromEnvironment = environment.get(ConfigFlags.CONFIG_ENVIRONMENT);
        String file = flags.configFile().orElse(fromEnvironment);
        if (file == null) {
            return;
        }
        ConfigSource source = flags.configFile().isPresent()
                ? new ConfigSource.Flag(ConfigFlags.CONFIG_FLAG)
                : new ConfigSource.EnvironmentVariable(ConfigFlags.CONFIG_ENVIRONMENT);
        if (file.isBlank()) {
            problems.add(
                    new ConfigProblem("config", source, "is empty: give the path of a YAML file, or leave it out"));
            return;
        }
        try {
            YamlSettings yaml = YamlSettings.read(Path.of(file));
            settings.putAll(yaml.settings());
            vips.putAll(yaml.vips());
            problems.addAll(yaml.problems());
        } catch (InvalidPathException e) {
            problems.add(new ConfigProblem("config", source, "is not a path: " + e.getMessage()));
        }
    }

    private void addEnvironment(Map<String, String> environment, List<ConfigProblem> warnings) {
        for (ConfigKey key : ConfigKey.values()) {
            String text = environment.get(key.environment());
            if (text != null) {
                settings.put(key, RawSetting.of(text, new ConfigSource.EnvironmentVariable(key.environment())));
            }
        }
        warnings.addAll(mistyped(environment));
    }

    /**
     * Kubernetes and launchers set variables with our prefix that are not ours, so an unknown one is no error; one that
     * is nearly a key is worth a word.
     */
    private static List<ConfigProblem> mistyped(Map<String, String> environment) {
        List<String> known =
                Arrays.stream(ConfigKey.values()).map(ConfigKey::environment).toList();
        return new TreeSet<>(environment.keySet())
                .stream()
                        .filter(name -> name.startsWith(ConfigKey.ENVIRONMENT_PREFIX) && !known.contains(name))
                        .flatMap(name -> known.stream()
                                .filter(key -> NearestName.distance(name, key) <= 2)
                                .limit(1)
                                .map(key -> new ConfigProblem(
                                        name,
                                        new ConfigSource.EnvironmentVariable(name),
                                        "is not a known variable and has no effect: did you mean " + key + "?")))
                        .toList();
    }
}
