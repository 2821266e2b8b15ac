package dev.quorumvip.agent.config;

import java.util.Map;
import java.util.Optional;

/**
 * What the command line said, as text: nothing is checked yet, so that all problems can be reported together.
 *
 * @param values the text of each flag that was given; a list's values separated by commas
 * @param configFile the argument of {@code --config}
 */
public record ConfigFlags(Map<ConfigKey, String> values, Optional<String> configFile) {

    /** The flag that names the YAML file. */
    public static final String CONFIG_FLAG = "--config";

    /** The environment variable that names the YAML file. */
    public static final String CONFIG_ENVIRONMENT = ConfigKey.ENVIRONMENT_PREFIX + "CONFIG";

    public ConfigFlags {
        values = Map.copyOf(values);
    }
}
