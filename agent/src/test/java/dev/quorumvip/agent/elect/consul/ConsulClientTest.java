package dev.quorumvip.agent.elect.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quorumvip.agent.elect.consul.ConsulClient.Attempt;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsulClientTest {
    private static final String A = "http://a:8500";
    private static final String B = "http://b:8500";

    private final ScriptedConsul script = new ScriptedConsul(A, B);
    private long now = 100;
    private final ConsulClient consul = client(Optional.empty());

    @Test
    void locksWithTheFlagsOfConsulsOwnTools() throws Exception {
        script.at(A, 200, "true\n");
        assertThat(consul.acquire("s-1", "me").value()).isEqualTo(Attempt.TAKEN);
        assertThat(script.asked)
                .containsExactly("PUT " + A + "/v1/kv/net/vip%20one?acquire=s-1&flags=3304740253564472344 me");
    }

    @Test
    void knowsALockThatIsNotToBeHadFromASessionThatIsGone() throws Exception {
        script.at(A, 200, "false").at(A, 500, "invalid session \"s-1\"");
        assertThat(consul.acquire("s-1", "me").value()).isEqualTo(Attempt.NOT_NOW);
        assertThat(consul.acquire("s-1", "me").value()).isEqualTo(Attempt.SESSION_GONE);
    }

    @Test
    void readsTheKeyAsAMajorityHasIt() throws Exception {
        script.at(
                A,
                200,
                "[{\"LockIndex\":1,\"Key\":\"k\",\"Flags\":3304740253564472344,\"Value\":\"bWU=\",\"Session\":\"s-1\",\"ModifyIndex\":16}]");
        KeyState key = consul.read().value();
        assertThat(key.index()).isEqualTo(17);
        assertThat(key.entry().orElseThrow()).isEqualTo(new KeyState.Entry(ConsulClient.LOCK_FLAGS, "me", "s-1", 16));
        assertThat(script.asked.getFirst()).contains("?consistent");
    }

    @Test
    void readsFlagsOfAll64BitsAndNoValue() throws Exception {
        script.at(A, 200, "[{\"Flags\":18446744073709551615,\"Value\":null,\"ModifyIndex\":16}]")
                .at(A, 404, "");
        KeyState.Entry entry = consul.read().value().entry().orElseThrow();
        assertThat(Long.toUnsignedString(entry.flags())).isEqualTo("18446744073709551615");
        assertThat(entry.value()).isEmpty();
        assertThat(entry.session()).isEmpty();
        assertThat(entry.isLock()).isFalse();
        assertThat(consul.read().value()).isEqualTo(new KeyState(17, Optional.empty()));
    }

    @Test
    void waitsForTheNextChangeAndLongerThanConsulDoes() throws Exception {
        script.at(A, 404, "");
        consul.watch(7, Duration.ofSeconds(16));
        assertThat(script.asked.getFirst()).endsWith("?consistent&index=7&wait=16000ms");
        assertThat(script.patience.getFirst()).isEqualTo(Duration.ofSeconds(19));
    }

    @Test
    void takesTheTimeBeforeItAsks() throws Exception {
        script.at(A, 200, "[]");
        assertThat(consul.renewSession("s-1").sentAt()).isEqualTo(100);
    }

    /** The deadline counts from the request that was answered, not from one before it that was lost. */
    @Test
    void takesTheTimeOfTheRequestThatWasAnswered() throws Exception {
        script.failing(A, ConsulTrouble.UNREACHABLE).at(B, 200, "[]");
        Sent<Boolean> sent = consul.renewSession("s-1");
        assertThat(sent.endpoint()).isEqualTo(URI.create(B));
        assertThat(sent.sentAt()).isEqualTo(101);
    }

    @ParameterizedTest
    @CsvSource({"500, No cluster leader", "500, rpc error making call: EOF", "502, Bad Gateway", "503, busy"})
    void asksTheNextAgentWhereOneHasNoServers(int status, String body) throws Exception {
        script.at(A, status, body).at(B, 404, "Session id 's-1' not found");
        assertThat(consul.renewSession("s-1").value()).isFalse();
    }

    @Test
    void goesOnWithTheAgentThatAnsweredAndComesBackRoundToTheFirst() throws Exception {
        script.failing(A, ConsulTrouble.UNREACHABLE).at(B, 200, "[]").at(B, 200, "[]");
        consul.renewSession("s-1");
        consul.renewSession("s-1");
        script.failing(B, ConsulTrouble.UNREACHABLE).at(A, 200, "[]");
        consul.renewSession("s-1");
        assertThat(script.asked).extracting(line -> line.substring(4, 17)).containsExactly(A, B, B, B, A);
    }

    @Test
    void doesNotAskOthersForARightThatOneDenies() {
        script.at(A, 403, "Permission denied");
        assertThat(trouble()).isEqualTo(ConsulTrouble.DENIED);
        assertThat(script.asked).hasSize(1);
    }

    @Test
    void tellsACertificateThatIsWrongRatherThanAnAgentThatIsNotThere() {
        script.failing(A, ConsulTrouble.CERTIFICATE).failing(B, ConsulTrouble.UNREACHABLE);
        assertThat(trouble()).isEqualTo(ConsulTrouble.CERTIFICATE);
    }

    @ParameterizedTest
    @CsvSource({
        "403, Permission denied, DENIED",
        "403, rpc error making call: Permission denied, DENIED",
        "500, rpc error making call: Permission denied, DENIED",
        "403, ACL not found, TOKEN_UNKNOWN",
        "403, rpc error making call: ACL not found, TOKEN_UNKNOWN",
        "400, Client sent an HTTP request to an HTTPS server., REFUSED"
    })
    void tellsRefusalsApart(int status, String body, ConsulTrouble expected) {
        script.at(A, status, body);
        assertThat(trouble()).isEqualTo(expected);
    }

    @Test
    void namesTheRightThatIsMissing() {
        script.at(A, 403, "Permission denied");
        ConsulException refused =
                catchThrowableOfType(ConsulException.class, () -> consul.createSession(URI.create(A), request()));
        assertThat(refused.text()).contains("may not create a session", "session:write");
    }

    @Test
    void makesASessionThatEndsWithTheNodeAndTheChecks() throws Exception {
        script.at(A, 200, "{\"ID\":\"s-1\"}");
        assertThat(consul.createSession(URI.create(A), request()).value()).isEqualTo("s-1");
        assertThat(script.asked.getFirst())
                .isEqualTo(
                        "PUT " + A + "/v1/session/create {\"Name\":\"n\",\"TTL\":\"10000ms\",\"LockDelay\":\"1000ms\","
                                + "\"Behavior\":\"delete\",\"NodeChecks\":[\"serfHealth\"],\"ServiceChecks\":[{\"ID\":\"web\"}]}");
    }

    @ParameterizedTest
    @CsvSource({"Missing check 'web' registration, CHECK_MISSING", "Check 'web' is in critical state, CHECK_CRITICAL"})
    void knowsWhenASessionIsRefusedForACheck(String body, ConsulTrouble expected) {
        script.at(A, 500, body);
        assertThat(catchThrowableOfType(ConsulException.class, () -> consul.createSession(URI.create(A), request()))
                        .trouble())
                .isEqualTo(expected);
    }

    @Test
    void looksWhetherACheckIsThereAndWell() throws Exception {
        String checks = "{\"web\":{\"Status\":\"passing\"},\"db\":{\"Status\":\"critical\",\"Output\":\"no\\nanswer\"},"
                + "\"slow\":{\"Status\":\"warning\"}}";
        script.at(A, 200, checks)
                .at(A, 200, checks)
                .at(A, 200, checks)
                .at(A, 200, checks)
                .at(A, 200, "{}");
        consul.verify(URI.create(A), "web");
        consul.verify(URI.create(A), "slow");
        assertThat(verifying("db").trouble()).isEqualTo(ConsulTrouble.CHECK_CRITICAL);
        assertThat(verifying("none").text()).contains("'none'", "it has db, slow, web");
        assertThat(verifying("web").text()).as("nothing is to be seen").contains("service:read");
    }

    @Test
    void namesTheNamespace() throws Exception {
        script.at(A, 404, "").at(A, 200, "[]");
        ConsulClient inNamespace = client(Optional.of("team a"));
        inNamespace.read();
        inNamespace.renewSession("s-1");
        assertThat(script.asked.getFirst()).endsWith("?consistent&ns=team+a");
        assertThat(script.asked.getLast()).endsWith("/renew/s-1?ns=team+a");
    }

    @Test
    void registersChecksThatGoByThemselves() throws Exception {
        script.at(A, 200, "");
        consul.register(
                URI.create(A),
                new OwnChecks(
                        "id", Duration.ofSeconds(2), Optional.of(URI.create("http://x/")), Duration.ofMillis(500)));
        assertThat(script.asked.getFirst())
                .contains("\"ID\":\"id\"", "\"Name\":\"quorumvip-elect\"")
                .contains("\"CheckID\":\"id-alive\"", "\"TTL\":\"2000ms\"", "\"DeregisterCriticalServiceAfter\":\"1m\"")
                .contains("\"CheckID\":\"id-url\"", "\"HTTP\":\"http://x/\"", "\"Interval\":\"500ms\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void deletesOnlyWhatNobodyHasChanged(String answer) throws Exception {
        script.at(A, 200, answer);
        assertThat(consul.deleteUnchanged(16)).isEqualTo(Boolean.parseBoolean(answer));
        assertThat(script.asked.getFirst()).startsWith("DELETE ").endsWith("?cas=16");
    }

    private ConsulException verifying(String check) {
        return catchThrowableOfType(ConsulException.class, () -> consul.verify(URI.create(A), check));
    }

    private ConsulTrouble trouble() {
        return catchThrowableOfType(ConsulException.class, () -> consul.renewSession("s-1"))
                .trouble();
    }

    private static SessionRequest request() {
        return new SessionRequest("n", Duration.ofSeconds(10), Duration.ofSeconds(1), List.of("web"));
    }

    private ConsulClient client(Optional<String> namespace) {
        return new ConsulClient(script, () -> now++, "net/vip one", namespace, Duration.ofSeconds(2));
    }
}
