package dev.quorumvip.agent.config;

import java.util.List;

/**
 * A valid configuration.
 *
 * @param config what the agent was told
 * @param warnings what works but should be looked at, to be logged at WARN
 */
public record LoadedConfig(AgentConfig config, List<ConfigProblem> warnings) {

    public LoadedConfig {
        warnings = List.copyOf(warnings);
    }
}
