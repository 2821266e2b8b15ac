package dev.quorumvip.e2e.agent;

import dev.quorumvip.e2e.net.NetworkNamespace;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * One HTTP/1.1 request over a socket that is opened inside a namespace. The JDK's clients pool connections by host and
 * port, and {@code 127.0.0.1:9900} is another agent in each namespace.
 */
public final class HttpExchange {
    private HttpExchange() {}

    /**
     * @param tls over what to speak; empty for in clear
     * @param requestBody sent with its length when not empty
     * @throws IOException when no connection or no whole answer came about within {@code limit} each
     */
    public static HttpReply send(
            NetworkNamespace namespace,
            InetSocketAddress server,
            Optional<SSLContext> tls,
            String method,
            String path,
            String requestBody,
            Duration limit)
            throws IOException {
        try {
            return namespace.call(() -> {
                try (Socket socket = new Socket()) {
                    socket.connect(server, (int) limit.toMillis());
                    socket.setSoTimeout((int) limit.toMillis());
                    try (Socket speaking = tls.isEmpty() ? socket : secured(socket, tls.get(), server)) {
                        write(speaking.getOutputStream(), server, method, path, requestBody);
                        return read(speaking.getInputStream());
                    }
                }
            });
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static Socket secured(Socket socket, SSLContext tls, InetSocketAddress server) throws IOException {
        return tls.getSocketFactory().createSocket(socket, server.getHostString(), server.getPort(), true);
    }

    private static void write(OutputStream out, InetSocketAddress server, String method, String path, String body)
            throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder()
                .append("%s %s HTTP/1.1\r\n".formatted(method, path))
                .append("Host: %s:%d\r\n".formatted(server.getHostString(), server.getPort()))
                .append("Connection: close\r\n");
        if (content.length > 0) {
            head.append("Content-Type: application/json\r\nContent-Length: %d\r\n".formatted(content.length));
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        out.write(content);
        out.flush();
    }

    private static HttpReply read(InputStream in) throws IOException {
        String statusLine = line(in);
        String[] words = statusLine.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.")) {
            throw new IOException("no HTTP status line: " + statusLine);
        }
        Map<String, String> headers = new HashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        return new HttpReply(
                Integer.parseInt(words[1]), Map.copyOf(headers), new String(body(in, headers), StandardCharsets.UTF_8));
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return chunks(in);
        }
        String length = headers.get("content-length");
        return length == null ? in.readAllBytes() : exactly(in, Integer.parseInt(length));
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
            body.write(exactly(in, size));
            line(in);
        }
        return body.toByteArray();
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the answer ends after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the answer ends within a line: " + line);
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
