package dev.quorumvip.agent.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.quorumvip.agent.rest.Router.Match;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a request from the JDK's server through router, body, gate and handler, and answers whatever happens. */
final class Dispatcher implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final Router router;
    private final CallGate reads;
    private final CallGate changes;

    /**
     * Reads and changes have a gate each, so that changes that wait for a quorum leave room for a look at the status.
     */
    Dispatcher(Router router, CallGate reads, CallGate changes) {
        this.router = router;
        this.reads = reads;
        this.changes = changes;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Response response;
            try {
                response = answer(exchange);
            } catch (RuntimeException | Error e) {
                log.atError().setCause(e).addKeyValue("reason", e.toString()).log("A REST handler failed");
                response = Problems.internalError();
            }
            send(exchange, response);
        }
    }

    private Response answer(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        return switch (router.match(method, exchange.getRequestURI().getRawPath())) {
            case Match.NoSuchPath none -> Problems.noSuchPath();
            case Match.WrongMethod wrong -> Problems.wrongMethod(wrong.allowed());
            case Match.Found found -> {
                Optional<byte[]> body = takesBody(method) ? body(exchange) : Optional.of(new byte[0]);
                yield body.isEmpty()
                        ? Problems.bodyTooLarge()
                        : call(method, found.handler(), new Request(found.parameters(), body.get()));
            }
        };
    }

    private Response call(String method, Handler handler, Request request) {
        boolean safe = method.equals("GET") || method.equals("HEAD");
        try {
            return (safe ? reads : changes).call(handler, request);
        } catch (ControlPlaneException refusal) {
            return Problems.of(refusal);
        } catch (CallGate.NoAnswerException silence) {
            return Problems.of(silence);
        }
    }

    private static boolean takesBody(String method) {
        return method.equals("PUT") || method.equals("POST");
    }

    /** Empty when it is too large. One byte over the limit is enough to know. */
    private static Optional<byte[]> body(HttpExchange exchange) throws IOException {
        InputStream in = exchange.getRequestBody();
        byte[] bytes = in.readNBytes(HttpLimits.BODY_BYTES + 1);
        return bytes.length > HttpLimits.BODY_BYTES ? Optional.empty() : Optional.of(bytes);
    }

    private static void send(HttpExchange exchange, Response response) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", response.contentType());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        response.headers().forEach(exchange.getResponseHeaders()::set);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(response.body().length));
            exchange.sendResponseHeaders(response.status(), -1);
        } else {
            exchange.sendResponseHeaders(response.status(), response.body().length);
            exchange.getResponseBody().write(response.body());
        }
    }
}
