package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.app.HttpApplication.Manner;
import dev.quorumvip.e2e.consul.ConsulCluster;
import dev.quorumvip.e2e.consul.Electors;
import dev.quorumvip.e2e.consul.Snippet;
import dev.quorumvip.e2e.net.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an elector says when Consul will not have it, and that it goes on by itself once that is mended. */
class ElectTroubleIT extends ElectFixture {
    /** Of the waits between attempts the longest, twice. */
    private static final Duration HEALED = Duration.ofSeconds(12);

    @Test
    void aKeyThatIsNoLockIsRefusedWithTheRemedy() {
        assertThat(consul.cli(first(), "kv", "put", Electors.KEY, "n1").exitCode())
                .isZero();
        electors.start(first());
        assertThat(electors.awaitEnd(first(), READY)).isEqualTo(OptionalInt.of(1));
        assertThat(electors.output(first()))
                .contains("trigger-key pre-flight check failed: existing key at '" + Electors.KEY
                        + "' is a regular KV entry (Flags=0), not a lock key (expected Flags=3304740253564472344)")
                .contains("Existing key does not match lock use")
                .contains("consul kv delete " + Electors.KEY);
        assertThat(consul.cli(first(), "kv", "delete", Electors.KEY).exitCode()).isZero();
        electors.restart(first());
        awaitLeader(first(), READY);
    }

    @Test
    void aTokenWithoutTheRightIsNamedAndOneThatHasItHeals() throws IOException {
        String weak = consul.token(
                first(),
                "without-sessions",
                "key_prefix \"\" { policy = \"write\" } service_prefix \"\" { policy = \"write\" }");
        Files.writeString(electors.tokenFile(first()), weak);
        electors.start(first());
        awaitLogged(first(), "Failed to create session", READY);
        assertThat(electors.output(first()))
                .contains("trouble=\"denied\"")
                .contains("the ACL token may not create a session: it needs session:write");
        Files.writeString(electors.tokenFile(first()), token);
        awaitLeader(first(), HEALED);
    }

    /** As after its expiry: Consul knows it no more. */
    @Test
    void aTokenThatExpiresWhileItLeadsIsNamedAndANewOneHeals() throws IOException {
        String passing = consul.token(first(), "passing", Snippet.named("policy"));
        Files.writeString(electors.tokenFile(first()), passing);
        electors.start(first());
        awaitLeader(first(), READY);
        consul.forget(first(), passing);
        awaitLogged(first(), "LOCK LOST", Duration.ofSeconds(40));
        assertThat(electors.output(first()))
                .contains("trouble=\"token-unknown\"")
                .contains("the ACL token is not known to Consul: it has expired, was deleted or is mistyped");
        Files.writeString(electors.tokenFile(first()), token);
        awaitTrue("it leads again", Duration.ofSeconds(40), () -> electors.count(first(), "LOCK ACQUIRED") == 2);
        awaitLeader(first(), Duration.ofSeconds(5));
    }

    @Test
    void aCertificateOfAStrangersCaIsNamedAndTheRightCaHeals() throws IOException {
        byte[] right = Files.readAllBytes(electors.authority(first()));
        Files.copy(consul.strangersAuthority(), electors.authority(first()), StandardCopyOption.REPLACE_EXISTING);
        electors.start(first());
        awaitLogged(first(), "Failed to create session", READY);
        assertThat(electors.output(first()))
                .contains("trouble=\"certificate\"")
                .contains("TLS with https://127.0.0.1:8501 did not come about")
                .containsAnyOf("unable to find valid certification path", "signature check failed", "PKIX");
        Files.write(electors.authority(first()), right);
        awaitLeader(first(), HEALED);
    }

    @Test
    void aServerOfAnotherNameIsNotBelievedUnlessItsNameIsGiven(@TempDir Path authorities) throws IOException {
        Files.copy(electors.authority(first()), authorities.resolve("ca.pem"));
        Node server = consul.servers().getFirst();
        String address = "https://" + server.address() + ":" + ConsulCluster.PORT;
        electors.start(first(), "--addr=" + address, "--check-id-");
        awaitLogged(first(), "Failed to create session", READY);
        assertThat(electors.output(first())).contains("trouble=\"certificate\"", server.address());
        electors.stopAll();

        Map<String, String> variables = new LinkedHashMap<>(electors.printedVariables(first()));
        variables.put("CONSUL_TLS_SERVER_NAME", "server.dc1.consul");
        variables.remove("CONSUL_CACERT");
        variables.put("CONSUL_CAPATH", authorities.toString());
        electors.start(first(), variables, "--addr=" + address, "--check-id-");
        awaitLeader(first(), READY);
    }

    @Test
    void withoutItsCertificateItIsNotLetIn() {
        Map<String, String> variables = new LinkedHashMap<>(electors.printedVariables(first()));
        variables.remove("CONSUL_CLIENT_CERT");
        variables.remove("CONSUL_CLIENT_KEY");
        electors.start(first(), variables);
        awaitLogged(first(), "Failed to create session", READY);
        assertThat(electors.output(first())).contains("trouble=\"certificate\"", "bad_certificate");
    }

    @Test
    void aCheckThatDoesNotExistIsWarnedOfAndAwaited() {
        electors.start(first(), "--check-id=later");
        awaitLogged(first(), "Health check verification failed", READY);
        assertThat(electors.output(first())).contains("has no check with the id 'later'; it has", "web-alive");
        assertThat(value()).isEmpty();
        consul.done(
                first(),
                "PUT",
                "/v1/agent/service/register",
                "{\"Name\":\"web\",\"ID\":\"later\",\"Check\":{\"CheckID\":\"later\",\"TTL\":\"10m\",\"Status\":\"passing\"}}");
        try {
            awaitLeader(first(), HEALED);
        } finally {
            consul.done(first(), "PUT", "/v1/agent/service/deregister/later", "");
        }
    }

    @Test
    void consulAsksTheUrlOnItsBehalf() {
        electors.start(first(), "--check-id-", "--check-url=http://127.0.0.1:9000/healthz", "--check-interval=500ms");
        awaitLeader(first(), READY);
        application(first()).answers(Manner.status(500));
        awaitLogged(first(), "LOCK LOST", Duration.ofSeconds(5));
        application(first()).answers(Manner.well());
        awaitTrue("it leads again", HEALED, () -> electors.count(first(), "LOCK ACQUIRED") == 2);
    }

    @Test
    void withoutTheRightToACheckOfItsOwnItGoesOnAndSaysWhatThatMeans() throws IOException {
        String plain = consul.token(
                first(),
                "as-for-vip-elector",
                Snippet.named("policy").replaceFirst("(?s)service \"quorumvip-elect\" \\{.*?}", ""));
        Files.writeString(electors.tokenFile(first()), plain);
        electors.start(first());
        awaitLeader(first(), READY);
        assertThat(electors.output(first())).contains("no liveness check", "up to twice the TTL");
        Files.writeString(electors.tokenFile(first()), token);
    }

    @Test
    void theNextEndpointIsAskedWhenOneIsNotThere() throws IOException {
        Files.writeString(
                electors.vipManagerFile(first()),
                Snippet.named(
                        "vip-manager",
                        "  - https://127.0.0.1:8501",
                        "  - https://127.0.0.1:1\n  - https://127.0.0.1:8501"));
        electors.start(first(), "--log-format=json");
        awaitLeader(first(), READY);
        assertThat(electors.output(first()).lines().filter(line -> line.contains("LOCK ACQUIRED")))
                .singleElement()
                .asString()
                .startsWith("{\"timestamp\"");
        electors.install(first(), token);
    }
}
