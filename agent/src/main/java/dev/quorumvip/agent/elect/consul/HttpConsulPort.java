package dev.quorumvip.agent.elect.consul;

import dev.quorumvip.agent.elect.config.ConsulTlsFiles;
import dev.quorumvip.agent.elect.config.TokenSource;
import dev.quorumvip.tls.PemContext;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** By the JDK's HTTP client. Certificates and token are read again when they were refused, or are missing. */
public final class HttpConsulPort implements ConsulPort, AutoCloseable {
    private static final Duration CONNECTING = Duration.ofSeconds(2);
    private static final int LONGEST_REASON = 300;

    private final List<URI> endpoints;
    private final TokenSource token;
    private final ConsulTlsFiles tls;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, HttpClient> clients = new HashMap<>();

    public HttpConsulPort(List<URI> endpoints, TokenSource token, ConsulTlsFiles tls) {
        this.endpoints = List.copyOf(endpoints);
        this.token = token;
        this.tls = tls;
    }

    @Override
    public List<URI> endpoints() {
        return endpoints;
    }

    @Override
    public Reply send(URI endpoint, String method, String path, byte[] body, Duration timeout)
            throws ConsulException, InterruptedException {
        HttpClient speaking = client(endpoint);
        try {
            HttpResponse<String> response = speaking.send(
                    request(endpoint, method, path, body, timeout), BodyHandlers.ofString(StandardCharsets.UTF_8));
            long index = response.headers()
                    .firstValue("X-Consul-Index")
                    .map(HttpConsulPort::index)
                    .orElse(0L);
            return new Reply(response.statusCode(), index, response.body());
        } catch (SSLException e) {
            forget(speaking);
            throw new ConsulException(
                    ConsulTrouble.CERTIFICATE, "TLS with " + endpoint + " did not come about: " + deepest(e));
        } catch (HttpConnectTimeoutException e) {
            throw new ConsulException(ConsulTrouble.UNREACHABLE, endpoint + ": no connection in time");
        } catch (HttpTimeoutException e) {
            throw new ConsulException(
                    ConsulTrouble.UNREACHABLE, endpoint + ": no answer within " + timeout.toMillis() + " ms");
        } catch (ConnectException e) {
            throw new ConsulException(ConsulTrouble.UNREACHABLE, endpoint + ": no connection: " + deepest(e));
        } catch (IOException e) {
            throw new ConsulException(ConsulTrouble.UNREACHABLE, endpoint + ": " + deepest(e));
        }
    }

    private HttpRequest request(URI endpoint, String method, String path, byte[] body, Duration timeout)
            throws ConsulException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint + path))
                .timeout(timeout)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        String secret;
        try {
            secret = token.read();
        } catch (IOException e) {
            throw new ConsulException(ConsulTrouble.TOKEN_UNKNOWN, "the token's file cannot be read: " + e);
        }
        if (!secret.isEmpty()) {
            try {
                request.header("X-Consul-Token", secret);
            } catch (IllegalArgumentException e) {
                throw new ConsulException(
                        ConsulTrouble.TOKEN_UNKNOWN, "the token has characters that no token of Consul's has");
            }
        }
        return request.build();
    }

    /** With HTTP/1.1, where a request that is given up gives up its connection. One for each scheme, all with one pool. */
    private synchronized HttpClient client(URI endpoint) throws ConsulException {
        HttpClient made = clients.get(endpoint.getScheme());
        if (made == null) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECTING)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .executor(threads);
            if (endpoint.getScheme().equals("https")) {
                try {
                    builder.sslContext(
                            PemContext.of(authorities(), tls.certificate(), tls.key(), tls.serverName(), tls.verify()));
                } catch (IOException e) {
                    throw new ConsulException(ConsulTrouble.CERTIFICATE, String.valueOf(e.getMessage()));
                }
            }
            made = builder.build();
            clients.put(endpoint.getScheme(), made);
        }
        return made;
    }

    /** The next request reads the files anew: they may have been put right. What is under way goes on. */
    private synchronized void forget(HttpClient refused) {
        clients.values().remove(refused);
        refused.shutdown();
    }

    private List<Path> authorities() throws IOException {
        List<Path> files = new ArrayList<>();
        tls.caFile().ifPresent(files::add);
        Optional<Path> directory = tls.caPath();
        if (directory.isPresent()) {
            try (Stream<Path> there = Files.list(directory.get())) {
                files.addAll(there.filter(Files::isRegularFile).sorted().toList());
            }
        }
        return files;
    }

    private static long index(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String deepest(Throwable failure) {
        Throwable deepest = failure;
        for (Throwable cause = failure.getCause(); cause != null && cause != deepest; cause = cause.getCause()) {
            deepest = cause;
        }
        String message = deepest.getMessage();
        String text = message == null || message.isBlank() ? deepest.getClass().getSimpleName() : message;
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line;
    }

    @Override
    public synchronized void close() {
        clients.values().forEach(HttpClient::shutdownNow);
        clients.clear();
        threads.shutdownNow();
    }
}
