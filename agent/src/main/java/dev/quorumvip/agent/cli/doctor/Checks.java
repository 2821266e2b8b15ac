package dev.quorumvip.agent.cli.doctor;

import dev.quorumvip.agent.config.ConfigInspection;
import dev.quorumvip.agent.config.ConfigKey;
import dev.quorumvip.agent.config.ConfigProblem;
import dev.quorumvip.agent.config.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Which checks a configuration calls for, in the order in which they are printed. */
public final class Checks {
    private static final Duration PEER_PATIENCE = Duration.ofSeconds(1);

    private Checks() {}

    /** The checks for an agent with that configuration on this machine. */
    public static List<Check> ofThisMachine(ConfigInspection config) {
        return of(config, new HostFiles(Path.of("/")));
    }

    static List<Check> of(ConfigInspection config, HostFiles host) {
        List<Check> checks = new ArrayList<>();
        addConfiguration(config, checks);
        checks.add(new JavaVersionCheck(Runtime.version()));
        for (CapabilityCheck.Capability capability : CapabilityCheck.Capability.values()) {
            checks.add(new CapabilityCheck(host, capability));
        }
        checks.add(new KernelVersionCheck(host));
        checks.add(new NfTablesCheck(host));
        checks.add(new LibpcapCheck(LibpcapCheck.USUAL_NAMES));
        checks.add(new ClocksourceCheck(host));
        checks.add(new MonotonicClockCheck(System::nanoTime));
        config.iface().ifPresent(iface -> {
            checks.add(new InterfaceCheck(host, iface));
            checks.add(KernelFenceCheck.ofThisMachine(iface));
            checks.add(new ArpIgnoreCheck(host, iface));
            checks.add(new ReversePathFilterCheck(host, iface));
        });
        config.dataDir().ifPresent(dataDir -> checks.add(new DataDirectoryCheck(dataDir, System::nanoTime)));
        config.tls().ifPresent(files -> checks.add(new CertificateCheck(files, InstantSource.system())));
        addPorts(config, checks);
        config.peers().forEach(peer -> checks.add(new PeerCheck(peer, PEER_PATIENCE)));
        return checks;
    }

    private static void addConfiguration(ConfigInspection config, List<Check> checks) {
        for (ConfigProblem problem : config.problems()) {
            checks.add(() -> Finding.fail("configuration", problem.toString(), "correct it: start refuses it"));
        }
        for (ConfigProblem warning : config.warnings()) {
            checks.add(() -> Finding.warn("configuration", warning.toString(), ""));
        }
        if (!config.missing().isEmpty()) {
            String keys = config.missing().stream().map(ConfigKey::yaml).collect(Collectors.joining(", "));
            checks.add(() -> Finding.warn(
                    "configuration", "nothing known of " + keys, "give doctor the options of start for all checks"));
        }
    }

    private static void addPorts(ConfigInspection config, List<Check> checks) {
        RunningAgent agent = new RunningAgent(config.dataDir());
        config.bindCluster().ifPresent(cluster -> {
            for (PortCheck.Protocol protocol : PortCheck.Protocol.values()) {
                checks.add(new PortCheck(
                        protocol,
                        ConfigKey.BIND_CLUSTER.yaml(),
                        new HostPort(cluster.ip().getHostAddress(), cluster.port()),
                        agent));
            }
        });
        config.bindHttp()
                .ifPresent(http ->
                        checks.add(new PortCheck(PortCheck.Protocol.TCP, ConfigKey.BIND_HTTP.yaml(), http, agent)));
    }
}
