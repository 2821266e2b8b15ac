package dev.quorumvip.agent.cli.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The unit that the release has, with the directories that were asked for, its environment and its configuration. */
final class SystemdUnit {
    static final String PATH = "/etc/systemd/system/quorumvip.service";

    /** Below this a unit's state is; the rest of the machine it cannot write to. */
    static final String STATE = "/var/lib/";

    private SystemdUnit() {}

    static List<ManifestFile> files(Setup setup) {
        String environment = setup.configDir() + "/quorumvip.env";
        return List.of(
                new ManifestFile(
                        setup.configDir() + "/" + AgentConfigText.FILE,
                        "the agent's configuration",
                        AgentConfigText.of(setup)),
                new ManifestFile(environment, "the unit's environment", environment(setup)),
                new ManifestFile(PATH, "the agent as a system service", unit(setup, environment)));
    }

    private static String environment(Setup setup) {
        String config = "QUORUMVIP_CONFIG=" + setup.configDir() + "/" + AgentConfigText.FILE + "\n";
        String tls = setup.configDir() + "/tls/";
        return setup.tls()
                ? config + "QUORUMVIP_TLS_CERT_FILE=" + tls + "tls.crt\nQUORUMVIP_TLS_KEY_FILE=" + tls
                        + "tls.key\nQUORUMVIP_TLS_CA_FILE=" + tls + "ca.crt\n"
                : config;
    }

    private static String unit(Setup setup, String environment) {
        return template()
                .replace("EnvironmentFile=/etc/quorumvip/quorumvip.env", "EnvironmentFile=" + environment)
                .replace("QUORUMVIP_DATA_DIR=/var/lib/quorumvip", "QUORUMVIP_DATA_DIR=" + setup.dataDir())
                .replace(
                        "StateDirectory=quorumvip",
                        "StateDirectory=" + setup.dataDir().substring(STATE.length()));
    }

    /** {@code packaging/quorumvip.service}, from its section {@code [Unit]} on; what is before tells of another way. */
    private static String template() {
        try (InputStream in =
                Objects.requireNonNull(SystemdUnit.class.getResourceAsStream("quorumvip.service"), "in the jar")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.substring(text.indexOf("[Unit]"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
