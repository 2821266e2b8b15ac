package dev.quorumvip.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quorumvip.tls.testing.Issued;
import dev.quorumvip.tls.testing.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init") // the directory is set before each test
class PemContextTest {
    private static final TestCa CA = TestCa.named("ca");
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "server.dc1.consul, true",
        "SERVER.dc1.Consul, true",
        "a.wild.example, true",
        "a.b.wild.example, false",
        "wild.example, false",
        ".wild.example, false",
        "other, false"
    })
    void comparesNamesAsTheyAreToBeCompared(String name, boolean expected) throws Exception {
        Issued issued = CA.issue("EC", DAY, "server.dc1.consul", "*.wild.example");
        assertThat(PemContext.isFor(issued.certificate(), name)).isEqualTo(expected);
    }

    @Test
    void believesItsCaAndTheNameThatWasConnectedTo() throws Exception {
        handshake(CA.issue("EC", DAY, "localhost"), context(CA, Optional.empty(), true), "localhost");
        assertThatThrownBy(() ->
                        handshake(CA.issue("EC", DAY, "elsewhere"), context(CA, Optional.empty(), true), "localhost"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("localhost");
    }

    @Test
    void believesTheNameThatIsGivenInPlaceOfIt() throws Exception {
        Issued server = CA.issue("EC", DAY, "server.dc1.consul");
        handshake(server, context(CA, Optional.of("server.dc1.consul"), true), "localhost");
        assertThatThrownBy(() -> handshake(server, context(CA, Optional.of("server.dc2.consul"), true), "localhost"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not for the name server.dc2.consul");
    }

    @Test
    void doesNotBelieveAStrangersCertificateWhateverItsName() throws Exception {
        Issued server = TestCa.named("stranger").issue("EC", DAY, "server.dc1.consul");
        assertThatThrownBy(() -> handshake(server, context(CA, Optional.of("server.dc1.consul"), true), "localhost"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> handshake(server, context(CA, Optional.empty(), true), "localhost"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void doesNotBelieveACertificateThatHasExpired() throws Exception {
        Issued server = CA.issue("EC", Duration.ofMinutes(-1), "server.dc1.consul");
        assertThatThrownBy(() -> handshake(server, context(CA, Optional.of("server.dc1.consul"), true), "localhost"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void believesEverybodyIfItIsToldTo() throws Exception {
        handshake(
                TestCa.named("stranger").issue("EC", DAY, "elsewhere"),
                context(CA, Optional.empty(), false),
                "localhost");
    }

    @Test
    void namesTheFileThatIsOfNoUse() throws Exception {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing");
        assertThatThrownBy(
                        () -> PemContext.of(List.of(empty), Optional.empty(), Optional.empty(), Optional.empty(), true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("empty.pem");
        Path certificate = Files.writeString(
                directory.resolve("own.pem"), CA.issue("EC", DAY, "a").chainPem());
        Path key = Files.writeString(
                directory.resolve("own.key"), CA.issue("EC", DAY, "a").keyPem());
        assertThatThrownBy(() ->
                        PemContext.of(List.of(), Optional.of(certificate), Optional.of(key), Optional.empty(), true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("own.key")
                .hasMessageContaining("another certificate");
    }

    private SSLContext context(TestCa ca, Optional<String> serverName, boolean verify) throws IOException {
        Path file = Files.writeString(directory.resolve("ca.pem"), ca.pem());
        return PemContext.of(List.of(file), Optional.empty(), Optional.empty(), serverName, verify);
    }

    /** As the JDK's HTTP client does it, which always compares the name. */
    private void handshake(Issued server, SSLContext client, String host) throws IOException {
        Path certificate = Files.writeString(directory.resolve("server.pem"), server.chainPem());
        Path key = Files.writeString(directory.resolve("server.key"), server.keyPem());
        SSLContext serving =
                PemContext.of(List.of(), Optional.of(certificate), Optional.of(key), Optional.empty(), false);
        try (SSLServerSocket listening = (SSLServerSocket)
                serving.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (SSLSocket accepted = (SSLSocket) listening.accept()) {
                    accepted.startHandshake();
                    accepted.getInputStream().read();
                } catch (IOException e) {
                    // The client says what is wrong.
                }
            });
            try (SSLSocket socket = (SSLSocket) client.getSocketFactory()
                    .createSocket(
                            new java.net.Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort()),
                            host,
                            listening.getLocalPort(),
                            true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
            }
        }
    }
}
