package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quorumvip.e2e.agent.AgentOptions;
import dev.quorumvip.e2e.agent.AgentRest;
import dev.quorumvip.e2e.fault.Fault;
import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.tls.TlsFiles;
import dev.quorumvip.tls.TlsIdentity;
import dev.quorumvip.tls.TlsRole;
import dev.quorumvip.tls.testing.Issued;
import dev.quorumvip.tls.testing.TestCa;
import dev.quorumvip.tls.testing.TestIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;

/** Agents with certificates: they form a cluster and keep the VIP, and have nothing to do with strangers. */
class TlsIT extends ClusterFixture {
    private static final TestCa STRANGER = TestCa.named("a stranger");

    /** Two looks at the files. */
    private static final Duration TAKEN = TlsIdentity.POLL.multipliedBy(2).plusSeconds(5);

    /** Who vouches for everybody at the moment. */
    private TestCa ca = TestCa.named("the first CA");

    private TestIdentity operator = TestIdentity.of(ca, TlsRole.OPERATOR);

    @Override
    void form() throws Exception {
        cluster.askAs(Certificates.contextOf(operator));
        for (Node node : nodes()) {
            TlsFiles files = publish(node, ca.issue(TlsRole.AGENT), ca);
            cluster.start(node, secured(cluster.optionsAlone(node).foundedBy(nodes()), files));
        }
        assertThat(cluster.awaitFounded(READY))
                .as("all agents are ready, and voters, within %s", READY)
                .isTrue();
        assertThat(rest(node(1)).putVip(cidr()).status()).isEqualTo(202);
        awaitServed(Instant.now(), READY);
    }

    @Override
    void unform() throws IOException {
        operator.close();
        operator = TestIdentity.of(ca, TlsRole.OPERATOR);
    }

    @Test
    void theVipMovesWhenItsHolderDies() throws Exception {
        Node holder = holder();
        Instant at = Instant.now();
        Fault.KILL.inject(cluster, holder);
        Node successor = awaitMovedFrom(holder, SERVED_AGAIN);
        assertThat(outageSince(at).duration()).isLessThanOrEqualTo(SERVED_AGAIN);
        Fault.KILL.mend(cluster, holder);
        awaitAllReady();
        assertThat(holder()).isEqualTo(successor);
    }

    @Test
    void certificatesAndCaAreExchangedUnderWayAndNobodyNotices() throws Exception {
        Node holder = holder();
        TestCa former = ca;
        TestCa next = TestCa.named("the next CA");
        Instant at = Instant.now();

        exchange(former, former, next);
        operator.become(former.issue(TlsRole.OPERATOR), former, next);
        exchange(next, former, next);
        assertThat(rest(holder).get("/v1/status").status()).isEqualTo(200);
        operator.become(next.issue(TlsRole.OPERATOR), former, next);
        exchange(next, next);
        ca = next;

        assertThat(outageSince(at).duration()).isLessThan(Duration.ofMillis(500));
        assertThat(holder()).isEqualTo(holder);
        assertThat(rest(holder).get("/v1/status").status()).isEqualTo(200);
        try (TestIdentity late = TestIdentity.of(former.issue(TlsRole.AGENT), former, next)) {
            assertThat(speaksRaft(holder, late)).isFalse();
            assertThatThrownBy(() -> as(holder, late).get("/livez")).isInstanceOf(UncheckedIOException.class);
        }
        Fault.KILL.inject(cluster, holder);
        awaitMovedFrom(holder, SERVED_AGAIN);
        Fault.KILL.mend(cluster, holder);
        awaitAllReady();
    }

    @Test
    void aBadFileIsLeftAloneAndSaid() throws Exception {
        Node node = node(1);
        double refused = rest(node).metric("quorumvip_tls_reloads_total", "refused");
        Path key = certificates(node).resolve("tls.key");
        String good = Files.readString(key);

        Files.writeString(key, ca.issue(TlsRole.AGENT).keyPem());
        awaitTrue(
                "the refusal is counted",
                TAKEN,
                () -> rest(node).metric("quorumvip_tls_reloads_total", "refused") == refused + 1);
        Files.writeString(key, good);

        assertThat(Files.readString(cluster.log(node))).contains("belongs to another certificate");
        assertThat(rest(node).get("/v1/status").status()).isEqualTo(200);
    }

    @Test
    void nobodySpeaksRaftWhoIsNoAgentOfThisCa() throws Exception {
        try (TestIdentity agent = TestIdentity.of(ca, TlsRole.AGENT);
                TestIdentity stranger = TestIdentity.of(STRANGER.issue(TlsRole.AGENT), STRANGER, ca)) {
            assertThat(speaksRaft(node(1), agent)).isTrue();
            assertThat(speaksRaft(node(1), operator)).isFalse();
            assertThat(speaksRaft(node(1), stranger)).isFalse();
        }
        assertThat(raftAnswersInClear(node(1))).isFalse();
    }

    @Test
    void restAsksForTheRoleThatARequestNeeds() throws Exception {
        Node node = node(1);
        try (TestIdentity agent = TestIdentity.of(ca, TlsRole.AGENT);
                TestIdentity stranger = TestIdentity.of(STRANGER.issue(TlsRole.OPERATOR), STRANGER, ca)) {
            AgentRest nobody = new AgentRest(node, Optional.of(anonymous()));
            assertThat(nobody.get("/livez").status()).isEqualTo(200);
            assertThat(nobody.get("/readyz").status()).isEqualTo(200);
            assertThat(nobody.get("/metrics").body())
                    .contains("quorumvip_tls_certificate_expiry_timestamp_seconds 1.", "quorumvip_lease_valid");
            assertThat(nobody.get("/v1/status").status()).isEqualTo(403);
            assertThat(nobody.putVip(cidr()).json().path("reason").asText()).isEqualTo("FORBIDDEN");

            assertThat(as(node, agent).get("/v1/status").status()).isEqualTo(200);
            assertThat(as(node, agent).putVip(cidr()).status()).isEqualTo(403);
            assertThat(as(node, operator).putVip(cidr()).status()).isEqualTo(202);

            assertThatThrownBy(() -> as(node, stranger).get("/livez")).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(() -> new AgentRest(node).get("/livez")).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void theCommandLineShowsACertificate() throws Exception {
        Node node = node(1);
        Path directory = Files.createDirectories(cluster.directory().resolve("operator"));
        String[] asOperator = Certificates.options(ca.issue(TlsRole.OPERATOR).writeTo(directory, ca));
        String[] asAgent = Certificates.options(Issued.filesIn(certificates(node)));

        assertThat(cli(node, asOperator, "status").exitCode()).isZero();
        assertThat(cli(node, asOperator, "vip", "set", "spare", "10.77.0.60/24").exitCode())
                .isZero();
        assertThat(cli(node, asAgent, "vip", "list").output()).contains("spare");
        Command.Outcome refused = cli(node, asAgent, "vip", "delete", "spare");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("one may only read");
        Command.Outcome inClear = cli(node, new String[0], "status");
        assertThat(inClear.exitCode()).isEqualTo(1);
        assertThat(inClear.output()).contains("does it speak HTTPS only?");
        assertThat(cli(node, asOperator, "vip", "delete", "spare").exitCode()).isZero();
    }

    private Path certificates(Node node) {
        return cluster.directory().resolve(node.name() + "-tls");
    }

    private static AgentOptions secured(AgentOptions options, TlsFiles files) {
        return options.with(Certificates.options(files));
    }

    /** Gives every agent a new certificate, and this trust, and waits until all have taken both into use. */
    private void exchange(TestCa issuer, TestCa... trusted) throws IOException {
        Map<Node, Double> before = new HashMap<>();
        for (Node node : nodes()) {
            before.put(node, taken(node));
            publish(node, issuer.issue(TlsRole.AGENT), trusted);
        }
        awaitTrue(
                "the new files are in use",
                TAKEN,
                () -> nodes().stream().allMatch(node -> taken(node) > before.getOrDefault(node, 0.0)));
    }

    private double taken(Node node) {
        return rest(node).metric("quorumvip_tls_reloads_total", "taken");
    }

    /** All three files at once, as the kubelet does it: a link to the directory with the newest is replaced. */
    private TlsFiles publish(Node node, Issued issued, TestCa... trusted) throws IOException {
        Path directory = Files.createDirectories(certificates(node));
        Path generation = Files.createTempDirectory(directory, "..");
        issued.writeTo(generation, trusted);
        Path link = Files.createSymbolicLink(directory.resolve("..data_tmp"), generation.getFileName());
        Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        for (String name : List.of("tls.crt", "tls.key", "ca.crt")) {
            if (!Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(directory.resolve(name), Path.of("..data", name));
            }
        }
        return Issued.filesIn(directory);
    }

    private Command.Outcome cli(Node node, String[] tls, String... arguments) {
        String[] all = new String[arguments.length + tls.length];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        System.arraycopy(tls, 0, all, arguments.length, tls.length);
        return cluster.cli(node, all);
    }

    private static AgentRest as(Node node, TestIdentity caller) {
        return new AgentRest(node, Optional.of(Certificates.contextOf(caller)));
    }

    private SSLContext anonymous() throws Exception {
        SSLContext context = SSLContext.getInstance(TlsIdentity.PROTOCOL);
        context.init(null, new TrustManager[] {operator.identity().trustingAll()}, null);
        return context;
    }

    private boolean speaksRaft(Node node, TestIdentity caller) throws Exception {
        return node.namespace().call(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(raftPort(node), 5_000);
                socket.setSoTimeout(5_000);
                try (SSLSocket secured = (SSLSocket) Certificates.contextOf(caller)
                        .getSocketFactory()
                        .createSocket(socket, node.address(), AgentOptions.CLUSTER_PORT, true)) {
                    SSLParameters parameters = secured.getSSLParameters();
                    parameters.setApplicationProtocols(new String[] {"h2"});
                    secured.setSSLParameters(parameters);
                    return answersPreface(secured);
                }
            } catch (IOException refused) {
                return false;
            }
        });
    }

    private boolean raftAnswersInClear(Node node) throws Exception {
        return node.namespace().call(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(raftPort(node), 5_000);
                socket.setSoTimeout(5_000);
                return answersPreface(socket);
            } catch (IOException refused) {
                return false;
            }
        });
    }

    private static InetSocketAddress raftPort(Node node) {
        return new InetSocketAddress(node.address(), AgentOptions.CLUSTER_PORT);
    }

    /** RFC 9113 §3.4: the client's preface, which an HTTP/2 server answers with a SETTINGS frame, of type 4. */
    private static boolean answersPreface(Socket socket) throws IOException {
        socket.getOutputStream()
                .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII));
        byte[] head = socket.getInputStream().readNBytes(4);
        return head.length == 4 && head[3] == 4;
    }
}
