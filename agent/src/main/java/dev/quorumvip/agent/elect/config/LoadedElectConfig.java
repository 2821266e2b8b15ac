package dev.quorumvip.agent.elect.config;

import dev.quorumvip.agent.config.ConfigProblem;
import java.util.List;

/**
 * A configuration that can be used.
 *
 * @param warnings what somebody should look at all the same
 */
public record LoadedElectConfig(ElectConfig config, List<ConfigProblem> warnings) {
    public LoadedElectConfig {
        warnings = List.copyOf(warnings);
    }
}
