package dev.quorumvip.agent.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quorumvip.agent.metrics.AgentMetrics;
import dev.quorumvip.api.Json;
import dev.quorumvip.api.Problem;
import dev.quorumvip.api.ProblemReason;
import dev.quorumvip.tls.TlsIdentity;
import dev.quorumvip.tls.TlsRole;
import dev.quorumvip.tls.testing.Issued;
import dev.quorumvip.tls.testing.TestCa;
import dev.quorumvip.tls.testing.TestIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CertificateAdmissionTest {
    private static final TestCa CA = TestCa.named("the CA");
    private static final TestCa OTHER = TestCa.named("another CA");
    private static final List<String> PROBES = List.of("/livez", "/readyz", "/metrics");
    private static final Duration DAY = Duration.ofDays(1);

    private final TestIdentity self = TestIdentity.of(CA, TlsRole.AGENT);
    private final FakeControlPlane plane = new FakeControlPlane();
    private final RestServer server = new RestServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            plane,
            AgentMetrics.newRegistry(),
            Optional.of(self.identity()));

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        self.close();
    }

    @Test
    void withoutACertificateThereAreOnlyProbesAndMetrics() throws Exception {
        try (HttpClient nobody = client(anonymous())) {
            assertThat(readable(nobody)).containsExactlyElementsOf(PROBES);
            assertThat(changes(nobody)).isEmpty();
            assertThat(refused(nobody, "GET", "/v1/status")).contains("needs a client certificate");
            assertThat(refused(nobody, "PUT", "/livez")).contains("needs a client certificate");
            assertThat(refused(nobody, "GET", "/no/such/path")).contains("needs a client certificate");
            assertThat(send(nobody, "HEAD", "/livez").statusCode()).isEqualTo(200);
            assertThat(send(nobody, "GET", "/livez").headers().firstValue("Connection"))
                    .as("nobody unknown keeps a connection")
                    .contains("close");
        }
    }

    @Test
    void anAgentMayRead() throws Exception {
        try (TestIdentity caller = TestIdentity.of(CA, TlsRole.AGENT);
                HttpClient agent = client(caller)) {
            assertThat(readable(agent)).containsExactlyElementsOf(allReads());
            assertThat(changes(agent)).isEmpty();
            assertThat(refused(agent, "DELETE", "/v1/vips/web")).contains("one may only read", "operator.quorumvip");
            assertThat(send(agent, "GET", "/no/such/path").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void anOperatorMayDoEverything() throws Exception {
        try (TestIdentity caller = TestIdentity.of(CA, TlsRole.OPERATOR);
                HttpClient operator = client(caller)) {
            assertThat(readable(operator)).containsExactlyElementsOf(allReads());
            assertThat(changes(operator)).containsExactlyElementsOf(allChanges());
        }
    }

    @Test
    void oneWhoIsBothMayDoEverything() throws Exception {
        try (TestIdentity caller = TestIdentity.of(CA.issue("EC", DAY, "agent.quorumvip", "operator.quorumvip"), CA);
                HttpClient both = client(caller)) {
            assertThat(changes(both)).containsExactlyElementsOf(allChanges());
        }
    }

    @Test
    void aCertificateOfNoRoleIsAsGoodAsNone() throws Exception {
        try (TestIdentity caller = TestIdentity.of(CA.issue("EC", DAY, "web.example"), CA);
                HttpClient other = client(caller)) {
            assertThat(readable(other)).containsExactlyElementsOf(PROBES);
            assertThat(changes(other)).isEmpty();
            assertThat(refused(other, "GET", "/v1/status")).contains("has neither the DNS name");
        }
    }

    @Test
    void aStrangersCertificateIsNotLetIn() throws Exception {
        List<Issued> strangers = List.of(
                OTHER.issue(TlsRole.OPERATOR), CA.issue("EC", Duration.ofMinutes(-1), TlsRole.OPERATOR.dnsName()));
        for (Issued stranger : strangers) {
            try (TestIdentity caller = TestIdentity.of(stranger, CA, OTHER);
                    HttpClient client = client(caller)) {
                assertThatThrownBy(() -> send(client, "GET", "/livez")).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void aConnectionThatStaysOpenLosesItsRightsWithItsCa() throws Exception {
        try (TestIdentity caller = TestIdentity.of(CA.issue(TlsRole.OPERATOR), CA, OTHER);
                HttpClient operator = client(caller)) {
            assertThat(changes(operator)).isNotEmpty();

            self.become(OTHER.issue(TlsRole.AGENT), CA, OTHER);
            assertThat(changes(operator)).isNotEmpty();

            self.become(OTHER.issue(TlsRole.AGENT), OTHER);
            assertThat(refused(operator, "GET", "/v1/status")).contains("trusted no more");
            // That connection was the last one.
            assertThatThrownBy(() -> send(operator, "GET", "/livez")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void newConnectionsAreShownTheNewCertificate() throws Exception {
        try (TestIdentity caller = TestIdentity.of(CA, TlsRole.OPERATOR)) {
            self.become(OTHER.issue(TlsRole.AGENT), CA, OTHER);

            try (HttpClient operator = client(caller)) {
                assertThatThrownBy(() -> send(operator, "GET", "/livez")).isInstanceOf(IOException.class);
            }
            caller.become(CA.issue(TlsRole.OPERATOR), CA, OTHER);
            try (HttpClient operator = client(caller)) {
                assertThat(changes(operator)).isNotEmpty();
            }
        }
    }

    @Test
    void aServerThatIsNoAgentIsNotSpokenTo() throws Exception {
        self.become(CA.issue(TlsRole.OPERATOR), CA);

        try (TestIdentity caller = TestIdentity.of(CA, TlsRole.OPERATOR);
                HttpClient operator = client(caller)) {
            assertThatThrownBy(() -> send(operator, "GET", "/livez"))
                    .hasStackTraceContaining("does not have the DNS name agent.quorumvip");
        }
    }

    private static List<String> allReads() {
        return paths("GET");
    }

    private static List<String> allChanges() {
        return List.of("PUT /v1/vips/web", "POST /v1/rebalance", "DELETE /v1/vips/web", "PUT /vip", "DELETE /vip");
    }

    /** Every route of this method without a parameter, and without an end. */
    private static List<String> paths(String method) {
        return RestServer.routes(new FakeControlPlane(), AgentMetrics.newRegistry()).routes().stream()
                .filter(route -> route.method().equals(method))
                .map(Router.Route::template)
                .filter(template -> !template.contains("{"))
                .sorted((a, b) -> Boolean.compare(PROBES.contains(b), PROBES.contains(a)))
                .toList();
    }

    private List<String> readable(HttpClient client) throws Exception {
        List<String> readable = new java.util.ArrayList<>();
        for (String path : allReads()) {
            String asked = path.equals("/v1/events") ? path + "?follow=false" : path;
            HttpResponse<String> answer = send(client, "GET", asked);
            if (answer.statusCode() == 200) {
                readable.add(path);
            } else {
                assertThat(answer.statusCode()).as(path).isEqualTo(403);
            }
        }
        return readable;
    }

    /** Those that do not end in 403, of every kind of change that there is. */
    private List<String> changes(HttpClient client) throws Exception {
        List<String> made = new java.util.ArrayList<>();
        for (String change : allChanges()) {
            String[] words = change.split(" ");
            if (send(client, words[0], words[1]).statusCode() != 403) {
                made.add(change);
            }
        }
        return made;
    }

    private String refused(HttpClient client, String method, String path) throws Exception {
        HttpResponse<String> answer = send(client, method, path);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        Problem problem = Json.read(answer.body().getBytes(StandardCharsets.UTF_8), Problem.class);
        assertThat(problem.reason()).isEqualTo(ProblemReason.FORBIDDEN);
        assertThat(problem.title()).isEqualTo("Forbidden");
        return problem.detail();
    }

    private HttpResponse<String> send(HttpClient client, String method, String path) throws Exception {
        String body = switch (method + " " + path) {
            case "PUT /v1/vips/web" -> "{\"address\":\"10.0.0.5/24\"}";
            case "PUT /vip" -> "{\"vip\":\"10.0.0.6/24\"}";
            default -> "";
        };
        return client.send(
                HttpRequest.newBuilder(URI.create(
                                "https://127.0.0.1:" + server.address().getPort() + path))
                        .timeout(Duration.ofSeconds(10))
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpClient client(TestIdentity caller) {
        TlsIdentity identity = caller.identity();
        return client(identity.context(identity.trusting(TlsRole.AGENT)));
    }

    private static HttpClient client(SSLContext context) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .build();
    }

    /** As a probe or a scraper is: it shows nothing, and trusts the CA. */
    private static SSLContext anonymous() throws GeneralSecurityException, IOException {
        try (TestIdentity any = TestIdentity.of(CA, TlsRole.OPERATOR)) {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {any.identity().trustingAll()}, null);
            return context;
        }
    }
}
