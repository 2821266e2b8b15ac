package dev.quorumvip.client;

import dev.quorumvip.api.Json;
import dev.quorumvip.api.Problem;
import dev.quorumvip.client.Endpoint.Scheme;
import dev.quorumvip.tls.TlsIdentity;
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
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Talks to one agent. Every call ends within the time-out, and every failure says what to do.
 *
 * <p>Any thread may use it. It keeps connections open for the next call until {@link #close}.
 */
public final class AgentClient implements AutoCloseable {
    private final Endpoint endpoint;
    private final Duration timeout;
    private final HttpClient http;

    /**
     * A client that has not connected yet.
     *
     * @param timeout how long a call may take
     * @param tls who to be, and whom to trust; there exactly if the endpoint is asked over TLS
     * @throws IllegalArgumentException when it is there and not needed, or the other way round
     */
    public AgentClient(Endpoint endpoint, Duration timeout, Optional<ClientTls> tls) {
        if (tls.isPresent() != (endpoint.scheme() == Scheme.HTTPS)) {
            throw new IllegalArgumentException("TLS for " + endpoint.scheme());
        }
        this.endpoint = endpoint;
        this.timeout = timeout;
        // An agent is a machine next door: a proxy from the environment would only be in the way.
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(timeout);
        tls.ifPresent(identity -> client.sslContext(identity.context())
                .sslParameters(new SSLParameters(null, new String[] {TlsIdentity.PROTOCOL})));
        this.http = client.build();
    }

    /** The body of a resource, as it came. */
    public byte[] get(String path) throws AgentCallException {
        return send(request(path).GET());
    }

    /** A resource as a record of the contract. */
    public <T> T get(String path, Class<T> type) throws AgentCallException {
        return read(get(path), type);
    }

    /** Whether there is such a resource. */
    public boolean has(String path) throws AgentCallException {
        HttpResponse<byte[]> response = answer(request(path).GET(), BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 != 2 && response.statusCode() != 404) {
            throw refusal(response, response.body());
        }
        return response.statusCode() != 404;
    }

    /** Replaces a resource; what the agent says to it. */
    public byte[] put(String path, Object body) throws AgentCallException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofByteArray(Json.bytes(body))));
    }

    /** Has something done; what the agent says to it. */
    public byte[] post(String path, Object body) throws AgentCallException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(body))));
    }

    /** Has something done that needs no more said; what the agent says to it. */
    public byte[] post(String path) throws AgentCallException {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    /** Removes a resource; what the agent says to it. */
    public byte[] delete(String path) throws AgentCallException {
        return send(request(path).DELETE());
    }

    /**
     * A stream of events, once it has begun.
     *
     * @param lastEventId after which event to go on; empty for what {@code path} says
     */
    public EventFeed follow(String path, Optional<String> lastEventId) throws AgentCallException {
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

    /** Drops the calls and streams that are under way, and the connections. Closing twice is harmless. */
    @Override
    public void close() {
        http.shutdownNow();
    }

    /** The agent's address. */
    @Override
    public String toString() {
        return endpoint.toString();
    }

    /** {@code text} as one segment of a path. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A record of the contract from bytes that {@link #get(String)} brought. */
    public <T> T read(byte[] body, Class<T> type) throws AgentCallException {
        try {
            return Json.read(body, type);
        } catch (IOException e) {
            throw AgentCallException.unreadable(
                    "what answers at " + endpoint + " is no quorum-vip agent, or one of another version");
        }
    }

    /** How long to wait for an answer. */
    public Duration timeout() {
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
            throw unreachable(why(endpoint, e.getCause()));
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw AgentCallException.interrupted();
        }
    }

    private AgentCallException refusal(HttpResponse<?> response, byte[] body) throws AgentCallException {
        boolean problem = response.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("application/problem+json"))
                .isPresent();
        if (!problem) {
            return AgentCallException.foreign(
                    "what answers at " + endpoint + " said HTTP " + response.statusCode() + ": no quorum-vip agent?",
                    response.statusCode());
        }
        Problem said = read(body, Problem.class);
        return AgentCallException.refused(text(said), response.statusCode(), said);
    }

    private static String text(Problem said) {
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
        return AgentCallException.unreachable("cannot reach the agent at " + endpoint + ": " + why);
    }

    private static String why(Endpoint endpoint, @Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "no such host";
            }
        }
        if (endpoint.scheme() == Scheme.HTTP && failure != null && isNoHttp(String.valueOf(failure.getMessage()))) {
            return "no answer in HTTP; does it speak HTTPS only?";
        }
        if (failure instanceof ConnectException refused) {
            String message = refused.getMessage();
            // The JDK leaves the message of a refused connection empty, and fills it in for other errors.
            return (message == null ? "connection refused" : message) + "; is it running?";
        }
        return failure == null || failure.getMessage() == null ? "the connection broke" : failure.getMessage();
    }

    /** The JDK's words for an answer that ends before its first byte, and for one that is an alert of TLS. */
    private static boolean isNoHttp(String message) {
        return message.contains("header parser received no bytes") || message.contains("parsing HTTP/1.1 status line");
    }
}
