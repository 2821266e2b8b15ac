package dev.quorumvip.agent.health.probe;

import static dev.quorumvip.agent.health.probe.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.health.Probe;
import dev.quorumvip.agent.health.ProbeOutcome;
import dev.quorumvip.agent.health.ProbeResult;
import dev.quorumvip.agent.health.TestChecks;
import dev.quorumvip.agent.health.TlsSettings;
import dev.quorumvip.agent.health.TlsTrust;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TlsProbeTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Optional<String> NONE = Optional.empty();

    private static Optional<String> ca;
    private static Optional<String> strangersCa;
    private static TestCertificates.Server ours;
    private static TestCertificates.Server strangers;

    private final CheckProbes probes = new CheckProbes(System::nanoTime);

    @BeforeAll
    static void makeCertificates(@TempDir Path directory) throws Exception {
        TestCertificates authority = new TestCertificates(directory, "authority");
        ca = Optional.of(authority.pem());
        ours = authority.server("ours", "dns:db.example", "ip:127.0.0.1");
        TestCertificates other = new TestCertificates(directory, "stranger");
        strangersCa = Optional.of(other.pem());
        strangers = other.server("theirs", "dns:db.example", "ip:127.0.0.1");
    }

    @AfterEach
    void close() {
        probes.close();
    }

    @Test
    void believesTheAuthorityThatIsGiven() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ours.sockets(), status(200))) {
            assertPassed(run(server, TlsTrust.CA, ca, NONE));
            assertPassed(run(server, TlsTrust.CA, Optional.of(strangersCa.get() + ca.get()), NONE));
            assertThat(server.request()).contains("Host: 127.0.0.1:" + server.port());
        }
    }

    @Test
    void believesNoOther() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ours.sockets(), status(200))) {
            assertRefused(run(server, TlsTrust.SYSTEM, NONE, NONE), "TLS: .*unable to find valid certification path.*");
            assertRefused(run(server, TlsTrust.CA, strangersCa, NONE), "TLS: .*");
        }
    }

    @Test
    void believesAnyIfToldTo() throws Exception {
        try (ScriptedServer server = new ScriptedServer(strangers.sockets(), status(200))) {
            assertPassed(run(server, TlsTrust.SKIP, NONE, NONE));
            assertPassed(run(server, TlsTrust.SKIP, NONE, Optional.of("not.in.the.certificate")));
        }
    }

    @Test
    void asksForTheServerNameAndChecksIt() throws Exception {
        AtomicReference<List<SNIServerName>> asked = new AtomicReference<>(List.of());
        try (ScriptedServer server = new ScriptedServer(ours.sockets(), socket -> {
            asked.set(((ExtendedSSLSession) ((SSLSocket) socket).getSession()).getRequestedServerNames());
            status(200).play(socket);
        })) {
            assertPassed(run(server, TlsTrust.CA, ca, Optional.of("db.example")));
            assertThat(asked.get()).hasSize(1).first().asString().contains("db.example");
            assertPassed(run(server, TlsTrust.CA, ca, NONE));
            assertThat(asked.get()).as("an address is no name").isEmpty();
            assertRefused(run(server, TlsTrust.CA, ca, Optional.of("web.example")), "TLS: .*web\\.example.*");
        }
    }

    @Test
    void aServerWithoutTlsIsNone() throws Exception {
        try (ScriptedServer plain = new ScriptedServer(socket -> {})) {
            ProbeResult result = probes.probe(TestChecks.http(plain.port())
                            .https(TlsTrust.SKIP, NONE, NONE)
                            .timing(TestChecks.timeout(Duration.ofMillis(500)))
                            .build())
                    .run();
            assertThat(result.passed()).isFalse();
        }
        try (ScriptedServer secured = new ScriptedServer(ours.sockets(), status(200))) {
            ProbeResult result = probes.probe(TestChecks.http(secured.port())
                            .timing(TestChecks.timeout(LONG))
                            .build())
                    .run();
            assertThat(result.passed()).isFalse();
            assertThat(result.reason()).matches("not an HTTP answer.*|connection closed.*|connection reset.*");
        }
    }

    /** A client that took up its session again would not look at the certificate, which may have expired. */
    @Test
    void beginsANewSessionEachTime() throws Exception {
        AtomicLong created = new AtomicLong();
        try (ScriptedServer server = new ScriptedServer(ours.sockets(), socket -> {
            created.set(((SSLSocket) socket).getSession().getCreationTime());
            status(200).play(socket);
        })) {
            Probe probe = probes.probe(TestChecks.http(server.port())
                    .https(TlsTrust.CA, ca, NONE)
                    .timing(TestChecks.timeout(LONG))
                    .build());
            for (int i = 0; i < 3; i++) {
                long before = System.currentTimeMillis();
                while (System.currentTimeMillis() == before) {
                    Thread.onSpinWait();
                }
                assertPassed(probe.run());
                assertThat(created.get()).as("the session of run %s", i).isGreaterThan(before);
            }
        }
    }

    @Test
    void sharesWhatIsBelievedAndSaysWhatCannotBeRead() throws Exception {
        TlsContexts contexts = new TlsContexts();
        SSLContext one = contexts.get(new TlsSettings(TlsTrust.CA, ca, NONE));
        assertThat(contexts.get(new TlsSettings(TlsTrust.CA, ca, Optional.of("db.example"))))
                .isSameAs(one);
        assertThat(contexts.get(new TlsSettings(TlsTrust.CA, strangersCa, NONE)))
                .isNotSameAs(one);
        assertThat(contexts.get(new TlsSettings(TlsTrust.SKIP, NONE, NONE))).isNotSameAs(one);

        String nonsense = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
        try (ScriptedServer server = new ScriptedServer(ours.sockets(), status(200))) {
            assertRefused(
                    run(server, TlsTrust.CA, Optional.of(nonsense), NONE), "TLS: the given CA is no certificate: .*");
        }
    }

    private ProbeResult run(ScriptedServer server, TlsTrust trust, Optional<String> given, Optional<String> serverName)
            throws IOException, InterruptedException {
        return probes.probe(TestChecks.http(server.port())
                        .https(trust, given, serverName)
                        .timing(TestChecks.timeout(LONG))
                        .build())
                .run();
    }

    private static void assertPassed(ProbeResult result) {
        assertThat(result.reason()).isEqualTo("HTTP 200");
        assertThat(result.outcome()).isEqualTo(ProbeOutcome.PASSED);
    }

    private static void assertRefused(ProbeResult result, String reason) {
        assertThat(result.outcome()).isEqualTo(ProbeOutcome.FAILED);
        assertThat(result.reason()).matches(reason);
    }
}
