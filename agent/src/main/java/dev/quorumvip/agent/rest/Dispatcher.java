package dev.quorumvip.agent.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.quorumvip.agent.rest.Router.Match;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a request from the JDK's server through router, body, gate and handler, and answers whatever happens, in the
 * time that the reader is given.
 */
final class Dispatcher implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    /** What {@link HttpExchange#sendResponseHeaders} takes for a body that comes in chunks. */
    private static final long UNKNOWN_LENGTH = 0;

    private final Router router;
    private final Admission admission;
    private final CallGate reads;
    private final CallGate changes;
    private final StreamGate streams;
    private final WriteWatch writes;

    /**
     * Reads and changes have a gate each, so that changes that wait for a quorum leave room for a look at the status.
     */
    Dispatcher(
            Router router,
            Admission admission,
            CallGate reads,
            CallGate changes,
            StreamGate streams,
            WriteWatch writes) {
        this.router = router;
        this.admission = admission;
        this.reads = reads;
        this.changes = changes;
        this.streams = streams;
        this.writes = writes;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Admission.Admitted caller = admission.admit(exchange);
            Response response;
            try {
                response = answer(exchange, caller);
            } catch (RuntimeException | Error e) {
                log.atError().setCause(e).addKeyValue("reason", e.toString()).log("A REST handler failed");
                response = Problems.internalError();
            }
            if (!caller.lasting()) {
                response = response.with("Connection", "close");
            }
            Response.Stream stream = response.stream();
            if (stream == null || exchange.getRequestMethod().equals("HEAD")) {
                sendWhole(exchange, response);
            } else if (streams.enter(stream)) {
                try {
                    send(exchange, response, stream);
                } finally {
                    streams.leave(stream);
                }
            } else {
                sendWhole(exchange, Problems.tooManyStreams());
            }
        }
    }

    private Response answer(HttpExchange exchange, Admission.Admitted caller) throws IOException {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getRawPath();
        if (caller.level().compareTo(Admission.needed(method, path)) < 0) {
            return Problems.forbidden(caller.otherwise());
        }
        return switch (router.match(method, path)) {
            case Match.NoSuchPath none -> Problems.noSuchPath();
            case Match.WrongMethod wrong -> Problems.wrongMethod(wrong.allowed());
            case Match.Found found -> {
                Optional<byte[]> body = takesBody(method) ? body(exchange) : Optional.of(new byte[0]);
                yield body.isEmpty()
                        ? Problems.bodyTooLarge()
                        : call(
                                method,
                                found.handler(),
                                new Request(
                                        found.parameters(),
                                        body.get(),
                                        exchange.getRequestURI().getRawQuery(),
                                        exchange.getRequestHeaders().getFirst("Last-Event-ID")));
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

    /** With the exchange closed, since what is buffered goes out only then. */
    private void sendWhole(HttpExchange exchange, Response response) throws IOException {
        writes.within(() -> {
            setHeaders(exchange, response);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            if (head && response.stream() == null) {
                exchange.getResponseHeaders().set("Content-Length", String.valueOf(response.body().length));
            }
            exchange.sendResponseHeaders(response.status(), head ? -1 : response.body().length);
            if (!head) {
                exchange.getResponseBody().write(response.body());
            }
            exchange.close();
        });
    }

    private void send(HttpExchange exchange, Response response, Response.Stream stream) throws IOException {
        writes.within(() -> {
            setHeaders(exchange, response);
            exchange.sendResponseHeaders(response.status(), UNKNOWN_LENGTH);
        });
        OutputStream out = exchange.getResponseBody();
        stream.writeTo(bytes -> writes.within(() -> {
            out.write(bytes);
            out.flush();
        }));
        writes.within(exchange::close);
    }

    private static void setHeaders(HttpExchange exchange, Response response) {
        exchange.getResponseHeaders().set("Content-Type", response.contentType());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        response.headers().forEach(exchange.getResponseHeaders()::set);
    }
}
