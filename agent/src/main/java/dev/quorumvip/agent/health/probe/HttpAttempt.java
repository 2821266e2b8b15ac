package dev.quorumvip.agent.health.probe;

import dev.quorumvip.agent.health.HttpCheck;
import dev.quorumvip.agent.health.HttpMethod;
import dev.quorumvip.agent.health.HttpScheme;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;

/**
 * One HTTP/1.1 exchange over a connection of its own, so that a server which accepts no connections any more fails,
 * however well it still serves the ones it has. The whole answer, or its first 64 KiB, has to come in time: a server
 * that sends its head and then stalls has not answered.
 */
final class HttpAttempt implements NetworkProbe.Attempt {
    private static final int LONGEST_LOCATION = 100;

    private final HttpCheck check;
    private final NameLookup names;
    private final TlsClient tls;
    private final byte[] request;

    HttpAttempt(HttpCheck check, NameLookup names, TlsContexts contexts) {
        this.check = check;
        this.names = names;
        this.tls = new TlsClient(check.tls(), check.host(), check.port(), contexts);
        this.request = request(check).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String make(Deadline deadline) throws IOException, FailedCheckException, InterruptedException {
        try (DeadlineSocket socket = new DeadlineSocket(deadline)) {
            socket.open(names.find(check.host(), deadline), check.port());
            return verdict(check.scheme() == HttpScheme.HTTPS ? exchangeOverTls(socket) : exchange(socket));
        }
    }

    private HttpAnswer exchangeOverTls(DeadlineSocket socket) throws IOException, FailedCheckException {
        SSLSocket secured = tls.connect(socket);
        try {
            return exchange(secured);
        } finally {
            // A session that was resumed would not show that the certificate has changed or expired.
            secured.getSession().invalidate();
        }
    }

    private HttpAnswer exchange(Socket socket) throws IOException {
        // It fits into the socket's buffer, so that this does not wait.
        socket.getOutputStream().write(request);
        HttpAnswerReader reader = new HttpAnswerReader(new BufferedInputStream(socket.getInputStream()));
        return reader.read(check.method() == HttpMethod.HEAD);
    }

    private String verdict(HttpAnswer answer) throws FailedCheckException {
        String status = "HTTP " + answer.status();
        if (!check.expects(answer.status())) {
            boolean redirect = answer.status() >= 300 && answer.status() < 400;
            throw new FailedCheckException(answer.location()
                    .filter(to -> redirect)
                    .map(to -> "redirect to " + Reasons.line(to, LONGEST_LOCATION) + ": " + status)
                    .orElse(status));
        }
        if (check.body().isPresent() && !answer.body().contains(check.body().get())) {
            throw new FailedCheckException(
                    status + " without '" + Reasons.line(check.body().get(), 64) + "' in its body");
        }
        return status;
    }

    private static String request(HttpCheck check) {
        StringBuilder request = new StringBuilder();
        request.append(check.method()).append(' ').append(check.path()).append(" HTTP/1.1\r\n");
        header(request, "Host", check.hostHeader().orElseGet(() -> authority(check)));
        header(request, "Connection", "close");
        headerUnlessGiven(request, check, "User-Agent", "quorumvip-health-check");
        headerUnlessGiven(request, check, "Accept", "*/*");
        if (check.method() == HttpMethod.POST) {
            header(request, "Content-Length", "0");
        }
        check.headers().forEach((name, value) -> header(request, name, value));
        return request.append("\r\n").toString();
    }

    /** RFC 9112 §3.2: without the scheme's own port. */
    private static String authority(HttpCheck check) {
        String host = check.host().contains(":") ? "[" + check.host() + "]" : check.host();
        return check.port() == check.scheme().port() ? host : host + ":" + check.port();
    }

    private static void headerUnlessGiven(StringBuilder request, HttpCheck check, String name, String value) {
        if (check.headers().keySet().stream().noneMatch(name::equalsIgnoreCase)) {
            header(request, name, value);
        }
    }

    private static void header(StringBuilder request, String name, String value) {
        request.append(name).append(": ").append(value).append("\r\n");
    }
}
