package dev.quorumvip.agent.elect.consul;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Bodies of Consul's HTTP API. */
final class ConsulJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** {@code api/agent.go}: the shortest after which an agent forgets a service whose check fails. */
    private static final String FORGOTTEN_AFTER = "1m";

    /** What an agent knows of a check. */
    record Check(String status, String output) {}

    private ConsulJson() {}

    static byte[] session(SessionRequest request) {
        ObjectNode body = MAPPER.createObjectNode();
        body.put("Name", request.name());
        body.put("TTL", text(request.ttl()));
        body.put("LockDelay", text(request.lockDelay()));
        body.put("Behavior", "delete");
        body.putArray("NodeChecks").add("serfHealth");
        ArrayNode checks = body.putArray("ServiceChecks");
        request.checks().forEach(id -> checks.addObject().put("ID", id));
        return bytes(body);
    }

    static byte[] service(OwnChecks own) {
        ObjectNode body = MAPPER.createObjectNode();
        body.put("ID", own.id());
        body.put("Name", OwnChecks.SERVICE);
        ArrayNode checks = body.putArray("Checks");
        if (!own.liveness().isZero()) {
            checks.addObject()
                    .put("CheckID", own.livenessId())
                    .put("Name", "quorumvip elect runs")
                    .put("TTL", text(own.liveness()))
                    .put("Status", "passing")
                    .put("DeregisterCriticalServiceAfter", FORGOTTEN_AFTER);
        }
        own.url()
                .ifPresent(url -> checks.addObject()
                        .put("CheckID", own.urlId())
                        .put("Name", "quorumvip elect --check-url")
                        .put("HTTP", url.toString())
                        .put("Interval", text(own.interval()))
                        .put("Timeout", text(own.interval())));
        return bytes(body);
    }

    /** Go reads milliseconds. */
    private static String text(Duration duration) {
        return duration.toMillis() + "ms";
    }

    static String sessionId(String body) throws ConsulException {
        String id = tree(body).path("ID").asText();
        if (id.isEmpty()) {
            throw new ConsulException(ConsulTrouble.REFUSED, "Consul made a session without an id");
        }
        return id;
    }

    static Optional<KeyState.Entry> entry(String body) throws ConsulException {
        JsonNode entry = tree(body).path(0);
        if (entry.isMissingNode()) {
            return Optional.empty();
        }
        String value =
                new String(Base64.getMimeDecoder().decode(entry.path("Value").asText("")), StandardCharsets.UTF_8);
        return Optional.of(new KeyState.Entry(
                // All 64 bits of an unsigned number, in a long.
                entry.path("Flags").bigIntegerValue().longValue(),
                entry.path("Value").isNull() ? "" : value,
                entry.path("Session").asText(""),
                entry.path("ModifyIndex").asLong()));
    }

    static Map<String, Check> checks(String body) throws ConsulException {
        Map<String, Check> checks = new HashMap<>();
        tree(body)
                .properties()
                .forEach(check -> checks.put(
                        check.getKey(),
                        new Check(
                                check.getValue().path("Status").asText(),
                                check.getValue().path("Output").asText())));
        return checks;
    }

    private static JsonNode tree(String body) throws ConsulException {
        try {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw new ConsulException(ConsulTrouble.REFUSED, "Consul's answer is not JSON");
        }
    }

    private static byte[] bytes(ObjectNode body) {
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }
}
