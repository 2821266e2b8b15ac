package dev.quorumvip.crd;

import dev.quorumvip.kubetesting.ApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The definition in the chart, on an API server. */
final class Definition {
    static final Path FILE = Path.of("../charts/quorum-vip/crds/virtualips.quorumvip.io-v1.yml");

    private Definition() {}

    /** Installs it, waits until it is served, and answers what {@code kubectl} says meanwhile. */
    static String install(ApiServer server) {
        return install(server, yaml());
    }

    static String install(ApiServer server, String yaml) {
        String said = server.kubectl()
                .attempt(yaml, "apply", "--server-side", "--force-conflicts", "-f", "-")
                .output();
        server.kubectl().run("wait", "--for=condition=Established", "--timeout=30s", "crd/virtualips.quorumvip.io");
        return said;
    }

    static String yaml() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
