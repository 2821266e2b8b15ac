package dev.quorumvip.agent.health;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quorumvip.agent.clock.DurationText;
import java.util.Collection;

/**
 * Writes health checks as {@link HealthCheckReader} reads them. Defaults are written out: a definition that is stored
 * keeps its meaning when a later version has other defaults.
 */
public final class HealthCheckWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private HealthCheckWriter() {}

    /** The checks of one VIP, in order. */
    public static ArrayNode write(Collection<HealthCheck> checks) {
        ArrayNode list = NODES.arrayNode();
        checks.forEach(check -> list.add(write(check)));
        return list;
    }

    /** One check. */
    public static ObjectNode write(HealthCheck check) {
        ObjectNode node = NODES.objectNode();
        node.put("name", check.name());
        switch (check) {
            case HttpCheck http -> node.set("http", http(http));
            case TcpCheck tcp -> node.putObject("tcp").put("host", tcp.host()).put("port", tcp.port());
            case ExecCheck exec -> exec.command().forEach(node.putObject("exec").putArray("command")::add);
        }
        CheckTiming timing = check.timing();
        return node.put("interval", DurationText.of(timing.interval()))
                .put("timeout", DurationText.of(timing.timeout()))
                .put("failures", timing.failureThreshold())
                .put("successes", timing.successThreshold())
                .put("startDelay", DurationText.of(timing.startDelay()));
    }

    private static ObjectNode http(HttpCheck check) {
        ObjectNode node = NODES.objectNode();
        node.put("scheme", HealthCheckReader.lower(check.scheme()))
                .put("host", check.host())
                .put("port", check.port())
                .put("path", check.path())
                .put("method", check.method().name());
        if (!check.headers().isEmpty()) {
            check.headers().forEach(node.putObject("headers")::put);
        }
        check.hostHeader().ifPresent(value -> node.put("hostHeader", value));
        ArrayNode statuses = node.putArray("statuses");
        for (StatusRange range : check.statuses()) {
            if (range.from() == range.to()) {
                statuses.add(range.from());
            } else {
                statuses.add(range.toString());
            }
        }
        check.body().ifPresent(value -> node.put("body", value));
        if (!check.tls().equals(TlsSettings.SYSTEM)) {
            node.set("tls", tls(check.tls()));
        }
        return node;
    }

    private static ObjectNode tls(TlsSettings tls) {
        ObjectNode node = NODES.objectNode();
        if (tls.trust() == TlsTrust.SKIP) {
            node.put("skipVerify", true);
        }
        tls.ca().ifPresent(value -> node.put("ca", value));
        tls.serverName().ifPresent(value -> node.put("serverName", value));
        return node;
    }
}
