package dev.quorumvip.agent.config;

/**
 * One thing wrong with the configuration, or worth a warning.
 *
 * @param key the setting's YAML name, or the unknown name that was given
 * @param source where the value came from
 * @param reason what is wrong and what would be right
 */
public record ConfigProblem(String key, ConfigSource source, String reason) {

    /** One line: {@code bind-cluster (--bind-cluster): …}. */
    @Override
    public String toString() {
        return key + " (" + source.describe() + "): " + reason;
    }
}
