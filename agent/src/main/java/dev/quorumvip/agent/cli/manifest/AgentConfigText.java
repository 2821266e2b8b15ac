package dev.quorumvip.agent.cli.manifest;

import dev.quorumvip.agent.config.ConfigDraft;
import java.util.LinkedHashMap;
import java.util.Map;

/** The agent's YAML file: all but TLS, which commands of the same environment have to know too. */
final class AgentConfigText {
    static final String FILE = "quorumvip.yaml";

    private AgentConfigText() {}

    static String of(Setup setup) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("data-dir", setup.dataDir());
        setup.nodeIp().ifPresent(ip -> {
            config.put("bind-cluster", Setup.hostPort(ip, Setup.CLUSTER_PORT));
            config.put("bind-http", setup.rest());
        });
        config.put("iface", setup.interfaceName());
        if (!setup.initialPeers().isEmpty()) {
            config.put("initial-peers", setup.initialPeers());
        }
        if (!setup.join().isEmpty()) {
            config.put("join", setup.join());
        }
        config.put("cluster-secret-file", setup.secretFile());
        setup.failoverProfile().ifPresent(profile -> config.put("failover-profile", profile));
        if (!setup.vips().isEmpty()) {
            config.put("vips", setup.vips());
        }
        return ConfigDraft.text(config);
    }
}
