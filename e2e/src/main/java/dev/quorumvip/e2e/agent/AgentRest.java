package dev.quorumvip.e2e.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.e2e.net.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** The REST door of the agent on one node, used from within that node. */
public final class AgentRest {
    /** Longer than the 3 s after which an agent without a quorum must have answered 503. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", AgentOptions.HTTP_PORT);

    private final Node node;
    private final Optional<SSLContext> tls;

    public AgentRest(Node node) {
        this(node, Optional.empty());
    }

    /** @param tls who to be towards an agent that speaks HTTPS */
    public AgentRest(Node node, Optional<SSLContext> tls) {
        this.node = node;
        this.tls = tls;
    }

    /** @throws UncheckedIOException when the agent does not answer */
    public HttpReply request(String method, String path, String body) {
        try {
            return HttpExchange.send(node.namespace(), SERVER, tls, method, path, body, LIMIT);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path + " on " + node, e);
        }
    }

    public HttpReply get(String path) {
        return request("GET", path, "");
    }

    /** Empty when the agent does not answer at all. */
    public Optional<HttpReply> tryGet(String path) {
        try {
            return Optional.of(get(path));
        } catch (UncheckedIOException noAnswer) {
            return Optional.empty();
        }
    }

    /** {@code PUT /vip}; an empty address unsets it. */
    public HttpReply putVip(String cidr) {
        return request("PUT", "/vip", "{\"vip\":\"" + cidr + "\"}");
    }

    /** {@code GET /vip}: the address with its prefix, or an empty string. */
    public String vip() {
        return get("/vip").json().path("vip").asText();
    }

    /** {@code GET /v1/status}. */
    public JsonNode status() {
        return get("/v1/status").json();
    }

    /** The node id that this agent gives itself. */
    public long id() {
        return status().path("node").path("id").asLong();
    }

    /** The ids of the members that vote, by {@code GET /status}; none when the agent does not answer at all. */
    public Set<Long> voters() {
        return tryGet("/status").stream()
                .flatMap(reply -> reply.json().path("cluster_members").valueStream())
                .filter(member -> member.path("role").asText().equals("voter"))
                .map(member -> member.path("id").asLong())
                .collect(Collectors.toSet());
    }

    public boolean ready() {
        return tryGet("/readyz").filter(reply -> reply.status() == 200).isPresent();
    }

    /** The sum of a Prometheus metric over all label sets that contain {@code labels}; 0 when there is none. */
    public double metric(String name, String labels) {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> line.contains(labels))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
