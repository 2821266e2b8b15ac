package dev.quorumvip.agent.config;

import dev.quorumvip.agent.cluster.ClusterAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads the configuration: flags win over {@code QUORUMVIP_*} environment variables, these over the YAML file named by
 * {@code --config} or {@code QUORUMVIP_CONFIG}, this over the defaults. A value that a stronger source replaces is not
 * looked at, except that an unknown YAML key is always an error.
 */
public final class AgentConfigLoader {
    private final Map<String, String> environment;
    private final Supplier<String> hostName;

    /**
     * Makes a loader.
     *
     * @param environment the process' environment variables
     * @param hostName the machine's host name; asked only if no node name was given
     */
    public AgentConfigLoader(Map<String, String> environment, Supplier<String> hostName) {
        this.environment = Map.copyOf(environment);
        this.hostName = hostName;
    }

    /** The loader for this process: its environment, and the kernel's host name. */
    public static AgentConfigLoader ofThisProcess() {
        return new AgentConfigLoader(System.getenv(), AgentConfigLoader::kernelHostName);
    }

    /**
     * Loads a complete configuration.
     *
     * @throws AgentConfigException with every problem there is
     */
    public LoadedConfig load(ConfigFlags flags) throws AgentConfigException {
        List<ConfigProblem> problems = new ArrayList<>();
        List<ConfigProblem> warnings = new ArrayList<>();
        Values values = read(flags, problems, warnings);
        for (ConfigKey key : values.missing()) {
            problems.add(new ConfigProblem(
                    key.yaml(),
                    new ConfigSource.Default(),
                    "is required: give " + key.flag() + ", " + key.environment() + " or '" + key.yaml()
                            + ":' in the YAML file"));
        }
        if (!problems.isEmpty()) {
            throw new AgentConfigException(inOrderOfKeys(problems));
        }
        return new LoadedConfig(values.complete(), inOrderOfKeys(warnings));
    }

    /** Reads as much as there is; never throws. */
    public ConfigInspection inspect(ConfigFlags flags) {
        List<ConfigProblem> problems = new ArrayList<>();
        List<ConfigProblem> warnings = new ArrayList<>();
        Values values = read(flags, problems, warnings);
        List<ClusterAddress> peers = Stream.concat(values.join().stream(), values.initialPeers().stream())
                .filter(peer -> !values.bindCluster().filter(peer::equals).isPresent())
                .distinct()
                .toList();
        return new ConfigInspection(
                values.dataDir(),
                values.bindCluster(),
                values.bindHttp(),
                values.iface(),
                values.tls(),
                peers,
                values.missing(),
                inOrderOfKeys(problems),
                inOrderOfKeys(warnings));
    }

    private Values read(ConfigFlags flags, List<ConfigProblem> problems, List<ConfigProblem> warnings) {
        RawSettings raw = RawSettings.collect(flags, environment, problems, warnings);
        return Values.read(new SettingReader(raw, problems), warnings, this::defaultNodeName);
    }

    /** The host name's first label, in lower case, as host names are compared. */
    private String defaultNodeName() {
        return hostName.get().strip().split("\\.", 2)[0].toLowerCase(Locale.ROOT);
    }

    private static String kernelHostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname"));
        } catch (IOException e) {
            return ""; // Not a node name: the loader asks for --node-name.
        }
    }

    private static List<ConfigProblem> inOrderOfKeys(List<ConfigProblem> problems) {
        List<String> order = ConfigKey.yamlNames();
        return problems.stream()
                .sorted(Comparator.comparingInt(problem -> order.indexOf(problem.key())))
                .toList();
    }
}
