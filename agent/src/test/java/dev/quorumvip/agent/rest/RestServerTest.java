package dev.quorumvip.agent.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.quorumvip.agent.metrics.AgentMetrics;
import dev.quorumvip.agent.rest.FakeControlPlane.Mood;
import dev.quorumvip.api.Json;
import dev.quorumvip.api.NodeStatus;
import dev.quorumvip.api.Problem;
import dev.quorumvip.api.ProblemReason;
import dev.quorumvip.api.Readiness;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class RestServerTest {
    private final RunningServer server = new RunningServer();
    private final FakeControlPlane plane = server.plane;

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void answersStatusInDqlitesShape() throws Exception {
        assertThat(server.get("/status").body())
                .isEqualTo("{\"id\":11,\"leader_id\":12,\"is_leader\":false,\"cluster_members\":["
                        + "{\"id\":11,\"address\":\"192.0.2.11:8800\",\"role\":\"voter\"},"
                        + "{\"id\":12,\"address\":\"192.0.2.12:8800\",\"role\":\"voter\"},"
                        + "{\"id\":13,\"address\":\"192.0.2.13:8800\",\"role\":\"spare\"}]}");
    }

    @Test
    void namesLeaderZeroWhenNoneIsKnown() throws Exception {
        plane.mood = Mood.NO_QUORUM;

        assertThat(server.get("/status").body()).contains("\"leader_id\":0,\"is_leader\":false");
    }

    @Test
    void setsAndUnsetsTheDefaultVipAsDqliteVipDoes() throws Exception {
        assertThat(server.get("/vip").body()).isEqualTo("{\"vip\":\"\"}");

        accepted(server.put("/vip", "{\"vip\":\"1.2.3.5/24\"}"));
        assertThat(server.get("/vip").body()).isEqualTo("{\"vip\":\"1.2.3.5/24\"}");
        server.plane.releasing.put("default", 1);
        assertThat(server.get("/vip").body()).as("deleted, and still on").isEqualTo("{\"vip\":\"\"}");
        assertThat(server.get("/vip").body()).isEqualTo("{\"vip\":\"1.2.3.5/24\"}");
        assertThat(plane.specs).containsOnlyKeys("default");

        accepted(server.put("/vip", "{\"vip\":\"\"}"));
        assertThat(server.get("/vip").body()).isEqualTo("{\"vip\":\"\"}");

        accepted(server.put("/vip", "{\"vip\":\"1.2.3.5/24\"}"));
        accepted(server.delete("/vip"));
        accepted(server.delete("/vip"));
        assertThat(plane.specs).isEmpty();
    }

    @Test
    void keepsSeveralVipsByName() throws Exception {
        accepted(server.put("/v1/vips/web", "{\"address\":\"10.0.0.5/24\",\"interface\":\"eth1\"}"));
        accepted(server.put("/v1/vips/db", "{\"address\":\"10.0.0.6/24\"}"));

        assertThat(server.get("/v1/vips").body()).contains("\"name\":\"db\"", "\"name\":\"web\"");
        assertThat(server.get("/v1/vips/web").body()).contains("\"interface\":\"eth1\"", "\"holder\":{\"id\":12");

        accepted(server.delete("/v1/vips/web"));
        refused(server.get("/v1/vips/web"), 404, ProblemReason.UNKNOWN_NAME);
        refused(server.delete("/v1/vips/web"), 404, ProblemReason.UNKNOWN_NAME);
    }

    @Test
    void anOwnedVipIsChangedOnBehalfOfItsOwnerOrByTakingOver() throws Exception {
        String mine = "{\"address\":\"10.0.0.5/24\",\"owner\":\"uid-1\",\"ownerGeneration\":3}";
        accepted(server.put("/v1/vips/web", mine));
        assertThat(server.get("/v1/vips/web").body()).contains("\"owner\":\"uid-1\",\"ownerGeneration\":3");
        refused(server.put("/v1/vips/web", "{\"address\":\"10.0.0.6/24\"}"), 409, ProblemReason.OWNED);
        refused(server.delete("/v1/vips/web"), 409, ProblemReason.OWNED);
        refused(server.put("/v1/vips/web?takeover=true", mine), 400, ProblemReason.UNKNOWN_FIELD);
        accepted(server.put("/v1/vips/web?takeOver=true", "{\"address\":\"10.0.0.6/24\"}"));
        accepted(server.put("/v1/vips/web", mine));
        accepted(server.delete("/v1/vips/web?owner=uid-1"));
        accepted(server.put("/v1/vips/default", mine));
        refused(server.put("/vip", "{\"vip\":\"10.0.0.6/24\"}"), 409, ProblemReason.OWNED);
        refused(server.put("/vip", "{\"vip\":\"\"}"), 409, ProblemReason.OWNED);
        refused(server.delete("/vip"), 409, ProblemReason.OWNED);
        accepted(server.delete("/v1/vips/default?takeOver=true"));
    }

    @Test
    void tellsANodeHowToGetIntoAClusterAndLabelsMembers() throws Exception {
        accepted(server.post("/v1/cluster", "{\"initialPeers\":[\"10.0.0.1:8800\"]}"));
        refused(server.post("/v1/cluster", "{\"join\":[\"10.0.0.1:8800\"]}"), 409, ProblemReason.ALREADY_MEMBER);
        refused(server.post("/v1/cluster", "{\"join\":[\"ten:8800\"]}"), 400, ProblemReason.INVALID_VALUE);
        accepted(server.put("/v1/members/node-2/labels", "{\"labels\":{\"zone\":\"a\"}}"));
        refused(server.put("/v1/members/node-9/labels", "{\"labels\":{}}"), 404, ProblemReason.UNKNOWN_NAME);
        refused(server.put("/v1/members/node-2/labels", "{\"labels\":7}"), 400, ProblemReason.WRONG_TYPE);
        assertThat(plane.asked).containsExactly("found with [10.0.0.1:8800]", "label node-2 {zone=a}");
        plane.mood = Mood.NO_QUORUM;
        refused(server.put("/v1/members/node-2/labels", "{\"labels\":{}}"), 503, ProblemReason.NO_QUORUM);
    }

    @Test
    void listsAndRemovesMembersByNumberOrName() throws Exception {
        assertThat(server.get("/v1/members").body()).contains("\"id\":11", "\"id\":12", "\"id\":13", "\"live\":null");
        assertThat(server.get("/v1/members/12").body()).contains("\"name\":\"node-2\"");
        assertThat(server.get("/v1/members/node-2").body()).contains("\"id\":12");
        refused(server.get("/v1/members/14"), 404, ProblemReason.UNKNOWN_NAME);

        accepted(server.delete("/v1/members/13"));
        accepted(server.delete("/v1/members/node-2"));
        refused(server.delete("/v1/members/13"), 404, ProblemReason.UNKNOWN_NAME);
        refused(server.delete("/v1/members/11"), 409, ProblemReason.MEMBER_NEEDED);
    }

    @Test
    void statusSurvivesTheWire() throws Exception {
        accepted(server.put("/vip", "{\"vip\":\"1.2.3.5/24\"}"));

        String body = server.get("/v1/status").body();

        assertThat(Json.read(body.getBytes(StandardCharsets.UTF_8), NodeStatus.class))
                .isEqualTo(plane.status());
        assertThat(body).contains("\"startedAt\":\"2026-01-01T10:00:00Z\"");
    }

    @Test
    void probesFollowTheAgent() throws Exception {
        assertThat(server.get("/livez").statusCode()).isEqualTo(200);
        assertThat(server.get("/readyz").statusCode()).isEqualTo(200);

        plane.live = false;
        plane.readiness = Readiness.no(List.of("no quorum"));

        assertThat(server.get("/livez").statusCode()).isEqualTo(503);
        assertThat(server.get("/readyz").statusCode()).isEqualTo(503);
        assertThat(server.get("/readyz").body()).isEqualTo("{\"ready\":false,\"reasons\":[\"no quorum\"]}");
    }

    @Test
    void showsMetricsAndItsOwnDescription() throws Exception {
        HttpResponse<String> metrics = server.get("/metrics");
        assertThat(metrics.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(metrics.body()).contains("quorumvip_lease_valid 0.0");

        assertThat(server.get("/openapi.json").body()).contains("\"openapi\": \"3.1.0\"");
    }

    @Test
    void answersHeadLikeGetWithoutABody() throws Exception {
        HttpResponse<String> get = server.get("/status?verbose=1");
        HttpResponse<String> head = server.send("HEAD", "/status", "");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length"))
                .isEqualTo(get.headers().firstValue("Content-Length"));
        assertThat(server.send("HEAD", "/v1/vips/none", "").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /status, 'GET, HEAD'",
        "PUT, /v1/status, 'GET, HEAD'",
        "POST, /vip, 'DELETE, GET, HEAD, PUT'",
        "PATCH, /v1/vips/web, 'DELETE, GET, HEAD, PUT'",
        "DELETE, /v1/members, 'GET, HEAD'",
        "PUT, /v1/members/1, 'DELETE, GET, HEAD'",
        "OPTIONS, /metrics, 'GET, HEAD'",
    })
    void refusesOtherMethodsNamingThoseThatWork(String method, String path, String allow) throws Exception {
        HttpResponse<String> response = server.send(method, path, "{}");

        refused(response, 405, ProblemReason.METHOD_NOT_ALLOWED);
        assertThat(response.headers().firstValue("Allow")).hasValue(allow);
    }

    @ParameterizedTest
    @CsvSource({"GET, /", "GET, /v2/status", "PUT, /v1/vips/", "GET, /status/", "GET, /v1/vips/a/b", "DELETE, /%2e%2e/x"
    })
    void refusesUnknownPaths(String method, String path) throws Exception {
        refused(server.send(method, path, ""), 404, ProblemReason.UNKNOWN_PATH);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/vip| {| body| MALFORMED_JSON",
                "/vip| ''| body| MALFORMED_JSON",
                "/vip| {}| vip| MISSING_FIELD",
                "/vip| {\"vip\":1}| vip| NOT_A_STRING",
                "/vip| {\"vip\":null}| vip| NOT_A_STRING",
                "/vip| {\"vip\":\"1.2.3.5/24\",\"x\":1}| x| UNKNOWN_FIELD",
                "/vip| {\"vip\":\"\",\"vip\":\"1.2.3.5/24\"}| vip| DUPLICATE_FIELD",
                "/vip| {\"vip\":\"1.2.3.5\"}| vip| NOT_CIDR",
                "/vip| {\"vip\":\"1.2.3.0/24\"}| vip| NETWORK_ADDRESS",
                "/vip| {\"vip\":\"1.2.3.255/24\"}| vip| BROADCAST_ADDRESS",
                "/vip| {\"vip\":\"224.0.0.5/24\"}| vip| MULTICAST_ADDRESS",
                "/vip| {\"vip\":\"127.0.0.5/8\"}| vip| LOOPBACK_ADDRESS",
                "/vip| {\"vip\":\"1.2.3.5/33\"}| vip| PREFIX_OUT_OF_RANGE",
                "/vip| {\"vip\":\"192.0.2.12/24\"}| vip| NODE_ADDRESS",
                "/v1/vips/web| {\"vip\":\"1.2.3.5/24\"}| vip| UNKNOWN_FIELD",
                "/v1/vips/web| {\"address\":\"fe80::1%eth0/64\"}| address| SCOPED_ADDRESS",
                "/v1/vips/web| {\"address\":\"::ffff:1.2.3.5/120\"}| address| IPV4_MAPPED_ADDRESS",
                "/v1/vips/web| {\"address\":\"fd00::/64\"}| address| ANYCAST_ADDRESS",
                "/v1/vips/web| {\"address\":\"1.2.3.5/24\",\"interface\":\"a/b\"}| interface| INVALID_INTERFACE",
                "/v1/vips/Web| {\"address\":\"1.2.3.5/24\"}| name| INVALID_NAME",
            })
    void refusesWrongRequestsAndAppliesNothing(String path, String body, String field, ProblemReason reason)
            throws Exception {
        Problem problem = refused(server.put(path, body), 400, reason);

        assertThat(problem.field()).isEqualTo(field);
        assertThat(plane.specs).isEmpty();
    }

    @Test
    void passesConflictsOn() throws Exception {
        accepted(server.put("/v1/vips/web", "{\"address\":\"10.0.0.5/24\"}"));

        Problem problem =
                refused(server.put("/v1/vips/db", "{\"address\":\"10.0.0.5/16\"}"), 409, ProblemReason.ADDRESS_IN_USE);
        assertThat(problem.field()).isEqualTo("address");
    }

    @Test
    void refusesChangesWithoutAQuorumAndStillShowsStatus() throws Exception {
        accepted(server.put("/vip", "{\"vip\":\"1.2.3.5/24\"}"));
        plane.mood = Mood.NO_QUORUM;

        HttpResponse<String> response = server.put("/vip", "{\"vip\":\"1.2.3.6/24\"}");

        refused(response, 503, ProblemReason.NO_QUORUM);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        refused(server.delete("/v1/vips/default"), 503, ProblemReason.NO_QUORUM);
        refused(server.delete("/v1/members/13"), 503, ProblemReason.NO_QUORUM);
        assertThat(server.get("/v1/status").body()).contains("\"state\":\"UNKNOWN\",\"holder\":null");
    }

    @Test
    void givesUpOnAnAgentThatHangs() throws Exception {
        plane.mood = Mood.HANGS;
        long start = System.nanoTime();

        HttpResponse<String> response = server.put("/vip", "{\"vip\":\"1.2.3.6/24\"}");

        refused(response, 503, ProblemReason.TIMEOUT);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(HttpLimits.HANDLING, HttpLimits.HANDLING.plusSeconds(4));
        assertThat(plane.interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(server.get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void keepsTheParticularsOfAFaultToItself() throws Exception {
        plane.mood = Mood.FAULTY;

        HttpResponse<String> response = server.get("/v1/status");

        refused(response, 500, ProblemReason.INTERNAL_ERROR);
        assertThat(response.body()).doesNotContain("secret");
        plane.mood = Mood.WELL;
        assertThat(server.get("/v1/status").statusCode()).isEqualTo(200);
    }

    @Test
    void startsOnceAndClosesTwice() throws Exception {
        RestServer other = new RestServer(
                new InetSocketAddress("127.0.0.1", 0), plane, AgentMetrics.newRegistry(), Optional.empty());
        assertThatIllegalStateException().isThrownBy(other::address);
        other.start();
        assertThat(other.address().getPort()).isPositive();
        assertThatIllegalStateException().isThrownBy(other::start);
        other.close();
        other.close();
    }

    private static void accepted(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.body()).isEqualTo("{\"message\":\"OK\"}");
    }

    private static Problem refused(HttpResponse<String> response, int status, ProblemReason reason) throws Exception {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        Problem problem = Json.read(response.body().getBytes(StandardCharsets.UTF_8), Problem.class);
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.reason()).isEqualTo(reason);
        assertThat(problem.message()).isNotEmpty().isEqualTo(problem.detail());
        return problem;
    }
}
