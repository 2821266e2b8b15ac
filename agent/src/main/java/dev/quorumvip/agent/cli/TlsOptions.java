package dev.quorumvip.agent.cli;

import dev.quorumvip.client.AgentClient;
import dev.quorumvip.client.ClientTls;
import dev.quorumvip.client.Endpoint;
import dev.quorumvip.tls.TlsFiles;
import dev.quorumvip.tls.TlsFilesException;
import dev.quorumvip.tls.TlsIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who the user is towards an agent that speaks HTTPS. */
final class TlsOptions {
    @Option(
            names = "--tls-cert-file",
            paramLabel = "FILE",
            defaultValue = "${env:QUORUMVIP_TLS_CERT_FILE}",
            description = "PEM file with a certificate: one with the DNS name operator.quorumvip may change things, one"
                    + " with agent.quorumvip may read. With the other two, the agent is asked over HTTPS"
                    + " (env QUORUMVIP_TLS_CERT_FILE)")
    private @Nullable String certificate;

    @Option(
            names = "--tls-key-file",
            paramLabel = "FILE",
            defaultValue = "${env:QUORUMVIP_TLS_KEY_FILE}",
            description = "PEM file with its private key (env QUORUMVIP_TLS_KEY_FILE)")
    private @Nullable String key;

    @Option(
            names = "--tls-ca-file",
            paramLabel = "FILE",
            defaultValue = "${env:QUORUMVIP_TLS_CA_FILE}",
            description = "PEM file with the CA that vouches for the agents (env QUORUMVIP_TLS_CA_FILE)")
    private @Nullable String authorities;

    /** A client of that agent, over HTTPS if there are files for it. */
    AgentClient client(Endpoint endpoint, Duration timeout) {
        List<Path> files = Stream.of(
                        Optional.ofNullable(certificate), Optional.ofNullable(key), Optional.ofNullable(authorities))
                .flatMap(Optional::stream)
                .filter(file -> !file.isBlank())
                .map(Path::of)
                .toList();
        if (files.isEmpty()) {
            return new AgentClient(endpoint, timeout, Optional.empty());
        }
        if (files.size() < 3) {
            throw CommandFailedException.usage(
                    "--tls-cert-file, --tls-key-file and --tls-ca-file: give all three, or none");
        }
        ClientTls tls = identity(new TlsFiles(files.get(0), files.get(1), files.get(2)));
        return new AgentClient(Endpoint.https(endpoint.hostPort()), timeout, Optional.of(tls));
    }

    private static ClientTls identity(TlsFiles files) {
        try {
            TlsIdentity identity = TlsIdentity.open(files, Optional.empty(), InstantSource.system(), new Unheard());
            // Following events and watching the status may outlive a certificate.
            identity.start();
            return ClientTls.of(identity);
        } catch (TlsFilesException e) {
            throw CommandFailedException.usage(String.valueOf(e.getMessage()));
        }
    }

    /** What cannot be used shows when the former content is refused. */
    private static final class Unheard implements TlsIdentity.Listener {
        @Override
        public void taken(Instant expires) {}

        @Override
        public void refused(String reason) {}
    }
}
