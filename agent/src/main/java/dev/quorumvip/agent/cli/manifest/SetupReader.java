package dev.quorumvip.agent.cli.manifest;

import dev.quorumvip.agent.config.AgentConfigLoader;
import dev.quorumvip.agent.config.ConfigFlags;
import dev.quorumvip.agent.config.ConfigInspection;
import dev.quorumvip.agent.config.ConfigKey;
import dev.quorumvip.agent.version.AgentVersion;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks options by the rules of the agent that will be started with what comes of them: settings by its loader, the
 * virtual IP by its reader of definitions.
 */
final class SetupReader {
    static final String DATA_DIR = "/var/lib/quorumvip";
    static final String CONFIG_DIR = "/etc/quorumvip";

    /** Nothing that a unit, an environment file or YAML would read as something else. */
    private static final Pattern DIRECTORY = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");

    private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:@-]{0,510}");
    private static final String IMAGE_NAME = "ghcr.io/quorum-vip/quorum-vip:";

    private final SharedOptions shared;
    private final SetupProblems problems;

    SetupReader(SharedOptions shared, SetupProblems problems) {
        this.shared = shared;
        this.problems = problems;
    }

    /** For one machine; of no use if there were problems. */
    Setup ofMachine(MachineOptions machine, Optional<String> image) {
        Optional<String> own = address("--node-ip", machine.nodeIp);
        if (machine.nodeIp == null) {
            problems.add("--node-ip", "is required: this machine's own address");
        }
        if (machine.join != null && shared.peers != null) {
            problems.add("--join", "cannot be given together with --peers: a machine founds a cluster or joins one");
        } else if (machine.join == null && shared.peers == null) {
            problems.add(
                    "--peers", "is required: the addresses of all founders; or --join for a cluster that is there");
        }
        return read(own, machine.join, directory("--config-dir", machine.configDir, CONFIG_DIR), image);
    }

    /** For several machines, each of which knows its own address; of no use if there were problems. */
    Setup ofAll(Optional<String> image) {
        if (shared.peers == null) {
            problems.add("--peers", "is required: the addresses of all control-plane nodes");
        }
        return read(Optional.empty(), null, CONFIG_DIR, image);
    }

    /** The image, or this release's. */
    Optional<String> image(ImageOption option) {
        String image = option.image == null ? IMAGE_NAME + AgentVersion.text() : option.image;
        if (!IMAGE.matcher(image).matches()) {
            problems.add("--image", "'" + image + "' is not the name of an image");
        }
        return Optional.of(image);
    }

    private Setup read(
            Optional<String> own, @Nullable List<String> joinOption, String configDir, Optional<String> image) {
        boolean joins = joinOption != null;
        List<String> peers = addresses("--peers", shared.peers);
        List<String> join = addresses("--join", joinOption);
        String dataDir = directory("--data-dir", shared.dataDir, DATA_DIR);
        if (isWithin(dataDir, configDir) || isWithin(configDir, dataDir)) {
            problems.add("--data-dir", dataDir + " and the configuration in " + configDir + " need two directories");
        }
        inspect(own.or(() -> peers.stream().findFirst()), peers, join, dataDir);
        Set<String> machines = new HashSet<>(peers);
        own.ifPresent(machines::add);
        Map<String, Object> vips = new FirstVip(shared, problems).read(joins, machines);
        return new Setup(
                own,
                endpoints(peers),
                endpoints(join),
                shared.interfaceName == null ? "" : shared.interfaceName,
                dataDir,
                configDir,
                shared.tls,
                Optional.ofNullable(shared.failoverProfile),
                vips,
                image);
    }

    /** Has the agent's own loader look at it; what this machine has, or has in its environment, does not count. */
    private void inspect(Optional<String> own, List<String> peers, List<String> join, String dataDir) {
        Map<ConfigKey, String> flags = new EnumMap<>(ConfigKey.class);
        flags.put(ConfigKey.DATA_DIR, dataDir);
        own.ifPresent(ip -> flags.put(ConfigKey.BIND_CLUSTER, Setup.hostPort(ip, Setup.CLUSTER_PORT)));
        if (shared.interfaceName == null) {
            problems.add("--interface", "is required: the interface that carries virtual IPs");
        } else {
            flags.put(ConfigKey.IFACE, shared.interfaceName);
        }
        if (!peers.isEmpty() && join.isEmpty()) {
            flags.put(ConfigKey.INITIAL_PEERS, String.join(",", endpoints(peers)));
        }
        if (!join.isEmpty() && peers.isEmpty()) {
            flags.put(ConfigKey.JOIN, String.join(",", endpoints(join)));
        }
        if (shared.failoverProfile != null) {
            flags.put(ConfigKey.FAILOVER_PROFILE, shared.failoverProfile);
        }
        ConfigInspection seen =
                new AgentConfigLoader(Map.of(), () -> "node").inspect(new ConfigFlags(flags, Optional.empty()));
        seen.problems().forEach(problem -> problems.add(option(problem.key()), problem.reason()));
        seen.warnings().stream()
                .filter(warning -> !warning.key().equals(ConfigKey.CLUSTER_SECRET_FILE.yaml()))
                .forEach(warning -> problems.warn(option(warning.key()), warning.reason()));
    }

    private static String option(String key) {
        return switch (key) {
            case "bind-cluster" -> "--node-ip";
            case "iface" -> "--interface";
            case "initial-peers" -> "--peers";
            default -> "--" + key;
        };
    }

    private List<String> addresses(String option, @Nullable List<String> texts) {
        List<String> addresses = new ArrayList<>();
        if (texts != null) {
            texts.forEach(text -> address(option, text).ifPresent(addresses::add));
        }
        return addresses;
    }

    /** The strict reading is the loader's; here it is made sure that it is an address that it looks at. */
    private Optional<String> address(String option, @Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            InetAddress.ofLiteral(text.strip());
            return Optional.of(text.strip());
        } catch (IllegalArgumentException e) {
            problems.add(option, "'" + text + "' is not an IP address, which is written without a port");
            return Optional.empty();
        }
    }

    private String directory(String option, @Nullable String given, String otherwise) {
        if (given == null) {
            return otherwise;
        }
        if (!DIRECTORY.matcher(given).matches()) {
            problems.add(
                    option,
                    "'" + given + "' is not an absolute path of letters, digits, '.', '_' and '-' without '.' at the"
                            + " begin of a name and '/' at the end");
            return otherwise;
        }
        return given;
    }

    private static boolean isWithin(String inner, String outer) {
        return (inner + "/").startsWith(outer + "/");
    }

    private static List<String> endpoints(List<String> addresses) {
        return addresses.stream()
                .map(ip -> Setup.hostPort(ip, Setup.CLUSTER_PORT))
                .toList();
    }
}
