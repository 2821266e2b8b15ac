package dev.quorumvip.agent.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Every setting of the agent, with its one name in three spellings: YAML key, flag and environment variable. */
public enum ConfigKey {
    DATA_DIR,
    BIND_CLUSTER,
    BIND_HTTP,
    IFACE,
    JOIN,
    INITIAL_PEERS,
    AWAIT_FOUNDING,
    NODE_NAME,
    LABELS,
    ZONE_LABEL,
    MAX_VOTERS,
    ALLOW_EXEC_CHECKS,
    CLUSTER_SECRET_FILE,
    TLS_CERT_FILE,
    TLS_KEY_FILE,
    TLS_CA_FILE,
    FAILOVER_PROFILE,
    LEASE_DURATION,
    RENEW_INTERVAL,
    KERNEL_FENCE,
    RT_PRIORITY,
    LOG_FORMAT,
    LOG_LEVEL;

    /** What an environment variable of ours begins with. */
    static final String ENVIRONMENT_PREFIX = "QUORUMVIP_";

    /** The name in the YAML file and in messages, for example {@code bind-cluster}. */
    public String yaml() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The command line option, for example {@code --bind-cluster}. */
    public String flag() {
        return "--" + yaml();
    }

    /** The environment variable, for example {@code QUORUMVIP_BIND_CLUSTER}. */
    public String environment() {
        return ENVIRONMENT_PREFIX + name();
    }

    /** Whether the agent cannot start without it. */
    public boolean required() {
        return this == DATA_DIR || this == BIND_CLUSTER || this == IFACE;
    }

    /** Whether it takes several values: a YAML list, or values separated by commas. */
    public boolean isList() {
        return this == JOIN || this == INITIAL_PEERS || this == LABELS;
    }

    /** The key of that YAML name, if there is one. */
    static Optional<ConfigKey> ofYaml(String name) {
        return Arrays.stream(values()).filter(key -> key.yaml().equals(name)).findFirst();
    }

    /** All YAML names, in the order of declaration. */
    static List<String> yamlNames() {
        return Arrays.stream(values()).map(ConfigKey::yaml).toList();
    }
}
