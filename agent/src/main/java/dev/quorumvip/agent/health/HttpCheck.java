package dev.quorumvip.agent.health;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Passes if an HTTP request is answered as expected, in full and in time. Redirects are not followed: what counts is
 * their status.
 *
 * @param host where to connect to: an IP address or a host name; its first address if it has several
 * @param port 1 to 65535
 * @param path with query, as it is sent
 * @param headers sent in addition; {@code Host} and what the connection needs are not among them
 * @param hostHeader the {@code Host} header; host and port if empty
 * @param statuses an answer with any other fails
 * @param body must be in the first 64 KiB of the answer's body
 * @param tls for https; {@link TlsSettings#SYSTEM} for http
 */
public record HttpCheck(
        String name,
        HttpScheme scheme,
        String host,
        int port,
        String path,
        HttpMethod method,
        SortedMap<String, String> headers,
        Optional<String> hostHeader,
        List<StatusRange> statuses,
        Optional<String> body,
        TlsSettings tls,
        CheckTiming timing)
        implements HealthCheck {

    /** The node itself. */
    public static final String DEFAULT_HOST = "127.0.0.1";

    /** Visible ASCII; a fragment is nothing that is sent (RFC 9110 §7.1). */
    private static final Pattern PATH = Pattern.compile("/[!-~&&[^#]]{0,1023}");

    /** RFC 9110 §5.6.2: a token. */
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");

    /** RFC 9110 §5.5 without what is beyond ASCII: visible characters, with blanks between them. */
    private static final Pattern HEADER_VALUE = Pattern.compile("([!-~]([ -~]*[!-~])?)?");

    /** A host with or without a port, in brackets or not; nothing that could end the header. */
    private static final Pattern HOST_HEADER = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");

    private static final int MOST_HEADERS = 16;

    /** A request has to fit into a socket's buffer, so that sending it does not wait for the other side. */
    private static final int LONGEST_HEADERS = 8_192;

    private static final int LONGEST_BODY = 1_024;

    /** Said by whoever makes the request, as one exchange over one connection. */
    private static final Set<String> OUR_HEADERS = Set.of(
            "connection", "content-length", "expect", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade");

    /** @throws IllegalArgumentException naming every field that is wrong */
    public HttpCheck {
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
        statuses = List.copyOf(statuses);
        List<CheckProblem> problems =
                new ArrayList<>(new FieldRules().name(name).problems());
        problems.addAll(problems(scheme, host, port, path, method, headers, hostHeader, statuses, body, tls));
        FieldRules.refuse(problems);
    }

    @Override
    public CheckKind kind() {
        return CheckKind.HTTP;
    }

    /** Whether an answer with this status passes, as far as the status goes. */
    public boolean expects(int status) {
        return statuses.stream().anyMatch(range -> range.contains(status));
    }

    /** Every rule that the fields under {@code http} break. */
    static List<CheckProblem> problems(
            HttpScheme scheme,
            String host,
            int port,
            String path,
            HttpMethod method,
            SortedMap<String, String> headers,
            Optional<String> hostHeader,
            List<StatusRange> statuses,
            Optional<String> body,
            TlsSettings tls) {
        FieldRules rules = new FieldRules().host(host).port(port);
        rules.require(
                PATH.matcher(path).matches(),
                "path",
                "'" + FieldRules.shown(path)
                        + "' is not a path: it begins with '/' and has up to 1024 visible ASCII characters other than '#'");
        hostHeader.ifPresent(value -> rules.require(
                HOST_HEADER.matcher(value).matches(),
                "hostHeader",
                "'" + FieldRules.shown(value) + "' is not a host, with or without a port"));
        body.ifPresent(text -> rules.require(
                        !text.isEmpty() && text.length() <= LONGEST_BODY,
                        "body",
                        "is " + text.length() + " characters long, but must be 1 to " + LONGEST_BODY)
                .require(method != HttpMethod.HEAD, "body", "cannot be expected of HEAD, whose answer has none"));
        rules.require(
                scheme == HttpScheme.HTTPS || tls.equals(TlsSettings.SYSTEM),
                "tls",
                "is of no use with scheme " + scheme.name().toLowerCase(Locale.ROOT) + ": give scheme https");
        List<CheckProblem> problems = new ArrayList<>(rules.problems());
        problems.addAll(StatusRange.problems(statuses));
        problems.addAll(headerProblems(headers));
        return problems;
    }

    private static List<CheckProblem> headerProblems(SortedMap<String, String> headers) {
        int length = headers.entrySet().stream()
                .mapToInt(header -> header.getKey().length() + header.getValue().length())
                .sum();
        FieldRules rules = new FieldRules()
                .require(
                        headers.size() <= MOST_HEADERS,
                        "headers",
                        "has " + headers.size() + " entries, but at most " + MOST_HEADERS + " are taken")
                .require(
                        length <= LONGEST_HEADERS,
                        "headers",
                        "is " + length + " characters long, but must be at most " + LONGEST_HEADERS);
        Set<String> seen = new TreeSet<>();
        headers.forEach((name, value) -> {
            String field = "headers." + FieldRules.shown(name);
            String lower = name.toLowerCase(Locale.ROOT);
            rules.require(HEADER_NAME.matcher(name).matches(), field, "is not a header's name")
                    .require(HEADER_VALUE.matcher(value).matches(), field, "has characters that a header cannot have")
                    .require(!lower.equals("host"), field, "is given as hostHeader")
                    .require(!OUR_HEADERS.contains(lower), field, "cannot be set: it belongs to the connection")
                    .require(seen.add(lower), field, "is given twice, in capital and in small letters");
        });
        return rules.problems();
    }
}
