package dev.quorumvip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.rest.RunningServer;
import dev.quorumvip.tls.TlsFiles;
import dev.quorumvip.tls.TlsRole;
import dev.quorumvip.tls.testing.Issued;
import dev.quorumvip.tls.testing.TestCa;
import dev.quorumvip.tls.testing.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands towards an agent that speaks HTTPS. */
@Timeout(60)
class TlsOptionsTest {
    private static final TestCa CA = TestCa.named("the CA");
    private static final TestCa OTHER = TestCa.named("another CA");

    private final Path directory;
    private final TestIdentity self = TestIdentity.of(CA, TlsRole.AGENT);
    private final RunningServer server = new RunningServer(self.identity(), self.identity());

    TlsOptionsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        self.close();
    }

    @Test
    void anOperatorsCertificateReadsAndChanges() throws IOException {
        TlsFiles files = CA.issue(TlsRole.OPERATOR).writeTo(directory, CA);

        assertThat(on(files, "vip", "set", "web", "10.0.0.5/24").code()).isZero();
        assertThat(on(files, "vip", "list").out()).contains("web");
        assertThat(on(files, "events").code()).isZero();
        assertThat(on(files, "status").code()).isZero();
    }

    @Test
    void anAgentsCertificateReads() throws IOException {
        TlsFiles files = CA.issue(TlsRole.AGENT).writeTo(directory, CA);

        assertThat(on(files, "status").code()).isZero();
        Execution refused = on(files, "vip", "set", "web", "10.0.0.5/24");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).startsWith("error: with the certificate of an agent one may only read");
        assertThat(server.plane.specs).isEmpty();
    }

    @Test
    void aStrangerIsNotLetInAndLetsNobodyIn() throws IOException {
        assertThat(on(OTHER.issue(TlsRole.OPERATOR).writeTo(directory, CA, OTHER), "status")
                        .code())
                .isEqualTo(1);
        Execution distrusting = on(OTHER.issue(TlsRole.OPERATOR).writeTo(directory, OTHER), "status");
        assertThat(distrusting.code()).isEqualTo(1);
        assertThat(distrusting.err()).contains("cannot reach the agent at " + server.hostPort());
    }

    @Test
    void withoutThemAnAgentThatSpeaksHttpsIsRecognised() {
        Execution inClear = Execution.of("status", "--http", server.hostPort());

        assertThat(inClear.code()).isEqualTo(1);
        assertThat(inClear.err()).contains("no answer in HTTP; does it speak HTTPS only?");
    }

    @Test
    void whatCannotBeUsedIsWrongUsage() throws IOException {
        Issued issued = CA.issue(TlsRole.OPERATOR);
        TlsFiles files = issued.writeTo(directory, CA);

        Execution two = Execution.of(
                "status",
                "--tls-cert-file",
                files.certificate().toString(),
                "--tls-key-file",
                files.key().toString());
        assertThat(two.code()).isEqualTo(2);
        assertThat(two.err()).contains("give all three, or none");

        Files.writeString(files.key(), CA.issue(TlsRole.OPERATOR).keyPem());
        Execution wrong = on(files, "status");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).isEqualTo("error: " + files.key() + " belongs to another certificate\n");
    }

    private Execution on(TlsFiles files, String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of(
                "--http",
                server.hostPort(),
                "--tls-cert-file",
                files.certificate().toString(),
                "--tls-key-file",
                files.key().toString(),
                "--tls-ca-file",
                files.authorities().toString()));
        return Execution.of(all.toArray(String[]::new));
    }
}
