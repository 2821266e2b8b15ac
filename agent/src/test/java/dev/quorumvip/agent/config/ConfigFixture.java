package dev.quorumvip.agent.config;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A command line and an environment being put together, to be loaded. */
final class ConfigFixture {
    private final Map<ConfigKey, String> flags = new EnumMap<>(ConfigKey.class);
    private final Map<String, String> environment = new HashMap<>();
    private Optional<String> configFile = Optional.empty();
    private String hostName = "node1.example.com\n";

    /** With the required flags and nothing else. */
    static ConfigFixture complete() {
        return empty().flag(ConfigKey.DATA_DIR, "/var/lib/quorumvip")
                .flag(ConfigKey.BIND_CLUSTER, "192.0.2.1:8800")
                .flag(ConfigKey.IFACE, "eth0");
    }

    static ConfigFixture empty() {
        return new ConfigFixture();
    }

    ConfigFixture flag(ConfigKey key, String value) {
        flags.put(key, value);
        return this;
    }

    ConfigFixture without(ConfigKey key) {
        flags.remove(key);
        return this;
    }

    ConfigFixture env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    ConfigFixture config(String path) {
        configFile = Optional.of(path);
        return this;
    }

    ConfigFixture hostName(String name) {
        hostName = name;
        return this;
    }

    AgentConfig load() {
        return loaded().config();
    }

    LoadedConfig loaded() {
        try {
            return loader().load(new ConfigFlags(flags, configFile));
        } catch (AgentConfigException e) {
            throw new AssertionError(e);
        }
    }

    List<String> warnings() {
        return loaded().warnings().stream().map(ConfigProblem::toString).toList();
    }

    /** Every problem as one line; fails if there is none. */
    List<String> problems() {
        try {
            throw new AssertionError("was accepted: " + loader().load(new ConfigFlags(flags, configFile)));
        } catch (AgentConfigException e) {
            return e.problems().stream().map(ConfigProblem::toString).toList();
        }
    }

    ConfigInspection inspect() {
        return loader().inspect(new ConfigFlags(flags, configFile));
    }

    private AgentConfigLoader loader() {
        return new AgentConfigLoader(environment, () -> hostName);
    }
}
