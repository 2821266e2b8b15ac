package dev.quorumvip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.tls.TlsFiles;
import dev.quorumvip.tls.TlsRole;
import dev.quorumvip.tls.testing.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsRulesTest {
    private static final TestCa CA = TestCa.named("the CA");

    private final Path directory;

    TlsRulesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void withoutThemThereIsNoTls() {
        assertThat(ConfigFixture.complete().load().tls()).isEmpty();
    }

    @Test
    void takesThreeFilesThatFitTogether() throws IOException {
        TlsFiles files = CA.issue(TlsRole.AGENT).writeTo(directory, CA);
        Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-------"));

        assertThat(given(files).load().tls()).contains(files);
        assertThat(given(files).inspect().tls()).contains(files);
        assertThat(given(files).warnings()).noneMatch(warning -> warning.startsWith("tls-"));
    }

    @Test
    void takesAllThreeOrNone() throws IOException {
        TlsFiles files = CA.issue(TlsRole.AGENT).writeTo(directory, CA);

        assertThat(given(files).without(ConfigKey.TLS_KEY_FILE).problems())
                .containsExactly(
                        "tls-key-file (default): is needed with tls-cert-file: TLS takes all three files, or none");
        assertThat(given(files)
                        .without(ConfigKey.TLS_CERT_FILE)
                        .without(ConfigKey.TLS_CA_FILE)
                        .problems())
                .hasSize(2)
                .allMatch(problem -> problem.contains("is needed with tls-key-file"));
        assertThat(given(files).without(ConfigKey.TLS_KEY_FILE).inspect().tls()).isEmpty();
    }

    @Test
    void namesTheSettingWhoseFileIsWrong() throws IOException {
        TlsFiles files = CA.issue(TlsRole.AGENT).writeTo(directory, CA);
        Files.writeString(files.key(), CA.issue(TlsRole.AGENT).keyPem());
        assertThat(given(files).problems())
                .containsExactly("tls-key-file (--tls-key-file): " + files.key() + " belongs to another certificate");

        CA.issue(TlsRole.OPERATOR).writeTo(directory, CA);
        assertThat(given(files).problems()).singleElement().asString().startsWith("tls-cert-file (--tls-cert-file): ");

        CA.issue(TlsRole.AGENT).writeTo(directory, CA);
        Files.delete(files.authorities());
        assertThat(given(files).problems())
                .containsExactly("tls-ca-file (--tls-ca-file): " + files.authorities() + " does not exist");
    }

    @Test
    void warnsOfAnExpiredCertificateAndOfAKeyThatEverybodyMayRead() throws IOException {
        TlsFiles files =
                CA.issue("EC", Duration.ofMinutes(-1), "agent.quorumvip").writeTo(directory, CA);
        Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(given(files).warnings())
                .anyMatch(warning -> warning.startsWith("tls-cert-file") && warning.contains("expired at"))
                .anyMatch(warning -> warning.startsWith("tls-key-file") && warning.contains("chmod 0600"));
    }

    private static ConfigFixture given(TlsFiles files) {
        return ConfigFixture.complete()
                .flag(ConfigKey.TLS_CERT_FILE, files.certificate().toString())
                .flag(ConfigKey.TLS_KEY_FILE, files.key().toString())
                .flag(ConfigKey.TLS_CA_FILE, files.authorities().toString());
    }
}
