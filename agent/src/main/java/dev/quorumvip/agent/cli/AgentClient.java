package dev.quorumvip.agent.cli;

import dev.quorumvip.agent.rest.Json;
import dev.quorumvip.api.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Talks to one agent. Every call ends within the time-out, and every failure says what to do. */
final class AgentClient {
    private final Endpoint endpoint;
    private final Duration timeout;
    private final HttpClient http;

    AgentClient(Endpoint endpoint, Duration timeout) {
        this.endpoint = endpoint;
        this.timeout = timeout;
        // An agent is a machine next door: a proxy from the environment would only be in the way.
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(timeout)
                .build();
    }

    /** The body of a resource, as it came. */
    byte[] get(String path) throws AgentCallException {
        return send(request(path).GET());
    }

    /** A resource as a record of the contract. */
    <T> T get(String path, Class<T> type) throws AgentCallException {
        return read(get(path), type);
    }

    /** Whether there is such a resource. */
    boolean has(String path) throws AgentCallException {
        HttpResponse<byte[]> response = answer(request(path).GET(), BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 != 2 && response.statusCode() != 404) {
            throw refusal(response, response.body());
        }
        return response.statusCode() != 404;
    }

    /** Replaces a resource; what the agent says to it. */
    byte[] put(String path, Object body) throws AgentCallException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofByteArray(Json.bytes(body))));
    }

    /** Has something done. */
    void post(String path, Object body) throws AgentCallException {
        send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(body))));
    }

    /** Has something done that needs no more said. */
    void post(String path) throws AgentCallException {
        send(request(path).POST(BodyPublishers.noBody()));
    }

    /** Removes a resource. */
    void delete(String path) throws AgentCallException {
        send(request(path).DELETE());
    }

    /**
     * A stream of events, once it has begun.
     *
     * @param lastEventId after which event to go on; empty for what {@code path} says
     */
    EventFeed follow(String path, Optional<String> lastEventId) throws AgentCallException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.uri(path)).header("Accept", "text/event-stream");
        lastEventId.ifPresent(id -> request.header("Last-Event-ID", id));
        // A refusal is waited for as a whole, a stream only until it begins.
        BodyHandler<InputStream> body = info -> info.statusCode() / 100 == 2
                ? BodySubscribers.ofInputStream()
                : BodySubscribers.mapping(BodySubscribers.ofByteArray(), ByteArrayInputStream::new);
        HttpResponse<InputStream> response = answer(request.GET(), body);
        try {
            if (response.statusCode() / 100 != 2) {
                throw refusal(response, response.body().readAllBytes());
            }
        } catch (IOException e) {
            throw unreachable("the connection broke");
        }
        return EventFeed.open(this, response.body());
    }

    /** The agent's address. */
    @Override
    public String toString() {
        return endpoint.toString();
    }

    /** {@code text} as one segment of a path. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A record of the contract from bytes that {@link #get(String)} brought. */
    <T> T read(byte[] body, Class<T> type) throws AgentCallException {
        try {
            return Json.read(body, type);
        } catch (IOException e) {
            throw new AgentCallException(
                    "what answers at " + endpoint
                            + " is no quorum-vip agent, or one of another version (--http, QUORUMVIP_HTTP)",
                    true);
        }
    }

    /** How long to wait for an answer. */
    Duration timeout() {
        return timeout;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(endpoint.uri(path)).header("Accept", "application/json");
    }

    private byte[] send(HttpRequest.Builder request) throws AgentCallException {
        HttpResponse<byte[]> response = answer(request, BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 != 2) {
            throw refusal(response, response.body());
        }
        return response.body();
    }

    private <T> HttpResponse<T> answer(HttpRequest.Builder request, BodyHandler<T> body) throws AgentCallException {
        CompletableFuture<HttpResponse<T>> call = http.sendAsync(request.build(), body);
        try {
            // The future is done when the body is whole; the request's own time-out would end at its headers.
            return call.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            call.cancel(true);
            throw unreachable("no answer within " + timeout.toMillis() + " ms; is that its address?");
        } catch (ExecutionException e) {
            throw unreachable(why(e.getCause()));
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new AgentCallException("interrupted");
        }
    }

    private AgentCallException refusal(HttpResponse<?> response, byte[] body) throws AgentCallException {
        // RFC 9110 §15.5: the client's fault; it will be the same fault the next time.
        return new AgentCallException(reason(response, body), response.statusCode() / 100 == 4);
    }

    private String reason(HttpResponse<?> response, byte[] body) throws AgentCallException {
        boolean problem = response.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("application/problem+json"))
                .isPresent();
        if (!problem) {
            return "what answers at " + endpoint + " said HTTP " + response.statusCode()
                    + ": no quorum-vip agent? (--http, QUORUMVIP_HTTP)";
        }
        Problem said = read(body, Problem.class);
        if (said.errors() != null) {
            return said.errors().size() + " problems\n"
                    + said.errors().stream()
                            .map(error -> "  " + error.field() + ": " + error.detail())
                            .collect(Collectors.joining("\n"));
        }
        String where = said.field() == null ? "" : said.field() + ": ";
        return switch (said.reason()) {
            case NO_QUORUM -> where + said.detail() + "; nothing can be changed until a majority of the voters is back";
            case BUSY -> where + said.detail() + " in a second";
            default -> where + said.detail();
        };
    }

    private AgentCallException unreachable(String why) {
        return new AgentCallException(
                "cannot reach the agent at " + endpoint + ": " + why + " (--http, QUORUMVIP_HTTP)");
    }

    private static String why(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "no such host";
            }
        }
        if (failure instanceof ConnectException refused) {
            String message = refused.getMessage();
            // The JDK leaves the message of a refused connection empty, and fills it in for other errors.
            return (message == null ? "connection refused" : message) + "; is it running?";
        }
        return failure == null || failure.getMessage() == null ? "the connection broke" : failure.getMessage();
    }
}
