package dev.quorumvip.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quorumvip.tls.TlsFiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class OperatorTest {
    private static OperatorSettings settings(String... arguments) {
        CommandLine command = Operator.command();
        command.parseArgs(arguments);
        return ((Operator) command.getCommand()).settings();
    }

    @Test
    void looksForAgentsInItsOwnNamespaceAndAmongStaticPods() {
        OperatorSettings settings = settings("--namespace=vips");
        assertThat(settings.agentNamespaces()).isEqualTo(Set.of("vips", "kube-system"));
        assertThat(settings.agentSelector())
                .isEqualTo("app.kubernetes.io/name=quorum-vip,app.kubernetes.io/component=agent");
        assertThat(settings.founders()).isEqualTo(3);
        assertThat(settings.leaderElection()).isTrue();
        assertThat(settings.tls()).isEmpty();
    }

    @Test
    void namesEachReplicaAnew() {
        assertThat(settings().identity()).isNotEqualTo(settings().identity());
        assertThat(settings("--identity=me").identity()).isEqualTo("me");
    }

    @Test
    void reportsAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> settings(
                        "--founders=4", "--http-port=70000", "--agent-http-port=0", "--tls-cert-file=/nowhere"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("--founders is 4: use 1, 3, 5 or 7")
                .hasMessageContaining("--http-port is 70000: no port")
                .hasMessageContaining("--agent-http-port is 0: no port")
                .hasMessageContaining("belong together: give all three, or none");
    }

    @Test
    void namesCertificateFilesThatCannotBeRead(@TempDir Path temp) throws Exception {
        Path there = Files.writeString(temp.resolve("tls.crt"), "x");
        Path missing = temp.resolve("tls.key");
        assertThatThrownBy(() ->
                        settings("--tls-cert-file=" + there, "--tls-key-file=" + missing, "--tls-ca-file=" + there))
                .isInstanceOf(ParameterException.class)
                .hasMessage(missing + " cannot be read");
        Files.writeString(missing, "x");
        assertThat(settings("--tls-cert-file=" + there, "--tls-key-file=" + missing, "--tls-ca-file=" + there)
                        .tls())
                .isEqualTo(Optional.of(new TlsFiles(there, missing, there)));
    }

    @Test
    void endsWithTwoOnWrongUsage() {
        StringWriter said = new StringWriter();
        int code = Operator.command().setErr(new PrintWriter(said)).execute("--founders=2");
        assertThat(code).isEqualTo(2);
        assertThat(said.toString()).contains("--founders is 2");
    }
}
