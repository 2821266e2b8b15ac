package dev.quorumvip.agent.health.probe;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one HTTP/1.x answer (RFC 9112), bounded in every part. */
final class HttpAnswerReader {
    /** Of the body; what is beyond is not read. */
    static final int MOST_BODY = 65_536;

    private static final int LONGEST_LINE = 8_192;
    private static final int MOST_HEADERS = 100;

    /** 100 Continue, 103 Early Hints and the like, which come before the answer. */
    private static final int MOST_INTERIM_ANSWERS = 10;

    /** RFC 9112 §4; the reason phrase may be missing altogether, as many servers have it. */
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})( .*)?", Pattern.DOTALL);

    private static final Pattern HEADER = Pattern.compile("([^\\s:]+):(.*)", Pattern.DOTALL);
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Pattern CHUNK_SIZE = Pattern.compile("([0-9A-Fa-f]{1,15})[ \\t]*(;.*)?", Pattern.DOTALL);

    private final InputStream in;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    /** @param in buffered, since it is read byte by byte */
    HttpAnswerReader(InputStream in) {
        this.in = in;
    }

    /**
     * Reads an answer to its end, or to the end of what is read of a body.
     *
     * @param toHead the request was a HEAD: there is no body whatever the headers say
     * @throws EOFException if the connection ends before the answer does
     * @throws HttpFormatException if it is no HTTP answer
     */
    HttpAnswer read(boolean toHead) throws IOException {
        int status = readStatus();
        Map<String, String> headers = readHeaders();
        for (int i = 0; isInterim(status); i++) {
            if (i == MOST_INTERIM_ANSWERS) {
                throw new HttpFormatException("only interim answers, the last " + status);
            }
            status = readStatus();
            headers = readHeaders();
        }
        // RFC 9112 §6.3
        if (!toHead && status >= 200 && status != 204 && status != 304) {
            readBody(headers);
        }
        return new HttpAnswer(
                status, Optional.ofNullable(headers.get("location")), body.toString(StandardCharsets.UTF_8));
    }

    private static boolean isInterim(int status) {
        return status < 200 && status != 101;
    }

    private int readStatus() throws IOException {
        String line = readLine();
        Matcher matcher = STATUS_LINE.matcher(line);
        if (!matcher.matches()) {
            throw new HttpFormatException("it begins with '" + Reasons.line(line, 40) + "'");
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** By name in lower case; of several with one name the last. */
    private Map<String, String> readHeaders() throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (int i = 0; ; i++) {
            String line = readLine();
            if (line.isEmpty()) {
                return headers;
            }
            Matcher matcher = HEADER.matcher(line);
            if (i == MOST_HEADERS || !matcher.matches()) {
                throw new HttpFormatException(
                        i == MOST_HEADERS ? "too many headers" : "a header is '" + Reasons.line(line, 40) + "'");
            }
            headers.put(
                    matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2).strip());
        }
    }

    private void readBody(Map<String, String> headers) throws IOException {
        String length = headers.get("content-length");
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked")) {
            readChunks();
        } else if (length == null) {
            body.writeBytes(in.readNBytes(MOST_BODY));
        } else if (LENGTH.matcher(length).matches()) {
            readExactly(Long.parseLong(length));
        } else {
            throw new HttpFormatException("its Content-Length is '" + Reasons.line(length, 40) + "'");
        }
    }

    /** RFC 9112 §7.1 */
    private void readChunks() throws IOException {
        while (true) {
            String line = readLine();
            Matcher matcher = CHUNK_SIZE.matcher(line);
            if (!matcher.matches()) {
                throw new HttpFormatException("a chunk's size is '" + Reasons.line(line, 40) + "'");
            }
            long size = Long.parseLong(matcher.group(1), 16);
            if (size == 0) {
                // What follows are trailers.
                readHeaders();
                return;
            }
            readExactly(size);
            if (body.size() == MOST_BODY) {
                return;
            }
            if (!readLine().isEmpty()) {
                throw new HttpFormatException("a chunk is longer than it says");
            }
        }
    }

    /** As much of it as a body may have. */
    private void readExactly(long length) throws IOException {
        int wanted = (int) Math.min(length, MOST_BODY - body.size());
        byte[] bytes = in.readNBytes(wanted);
        if (bytes.length < wanted) {
            throw new EOFException();
        }
        body.writeBytes(bytes);
    }

    /** Without what ends it. */
    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            if (line.length() == LONGEST_LINE) {
                throw new HttpFormatException("a line is longer than " + LONGEST_LINE + " characters");
            }
            line.append((char) c);
        }
        int end = line.length() - 1;
        return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
    }
}
