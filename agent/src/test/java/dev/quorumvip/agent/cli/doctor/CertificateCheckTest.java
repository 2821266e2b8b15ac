package dev.quorumvip.agent.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cli.doctor.Finding.Level;
import dev.quorumvip.tls.TlsFiles;
import dev.quorumvip.tls.TlsRole;
import dev.quorumvip.tls.testing.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateCheckTest {
    private static final TestCa CA = TestCa.named("the CA");

    private final TlsFiles files;
    private final Path directory;
    private Instant now = Instant.now();

    CertificateCheckTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.files = CA.issue("EC", Duration.ofDays(10), "agent.quorumvip").writeTo(directory, CA);
    }

    @Test
    void saysUntilWhenItIsValid() {
        Finding finding = check();

        assertThat(finding.level()).isEqualTo(Level.OK);
        assertThat(finding.detail()).contains(files.certificate() + " is valid from ", " to 20");
    }

    @Test
    void warnsInTheLastTenthOfItsLife() {
        now = now.plus(Duration.ofHours(23 * 9));
        assertThat(check().level()).isEqualTo(Level.OK);

        now = now.plus(Duration.ofHours(20));
        assertThat(check().level()).isEqualTo(Level.WARN);
        assertThat(check().mend()).contains("needs no restart");
    }

    @Test
    void anExpiredOneAndOneThatIsNotValidYetFail() {
        now = now.plus(Duration.ofDays(11));
        assertThat(check().level()).isEqualTo(Level.FAIL);

        now = now.minus(Duration.ofDays(12));
        assertThat(check().level()).isEqualTo(Level.FAIL);
        assertThat(check().mend()).contains("clock");
    }

    @Test
    void whatCannotBeUsedFailsWithTheReason() throws IOException {
        Files.writeString(files.key(), CA.issue(TlsRole.AGENT).keyPem());
        assertThat(check().detail()).isEqualTo(files.key() + " belongs to another certificate");

        CA.issue(TlsRole.OPERATOR).writeTo(directory, CA);
        assertThat(check().level()).isEqualTo(Level.FAIL);
        assertThat(check().detail()).contains("agent.quorumvip");

        Files.delete(files.key());
        assertThat(check().detail()).isEqualTo(files.key() + " does not exist");
    }

    private Finding check() {
        return new CertificateCheck(files, () -> now).run();
    }
}
