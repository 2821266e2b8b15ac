package dev.quorumvip.agent.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads health checks from JSON, so strictly that what is accepted has one meaning: a field that is not known, has the
 * wrong type or breaks a rule is refused, and everything that is wrong is told at once.
 *
 * <pre>
 * {"name":"primary","http":{"port":8008,"path":"/primary"},"interval":"1s","timeout":"500ms","failures":3}
 * {"name":"database","tcp":{"port":5432}}
 * {"name":"script","exec":{"command":["/usr/local/bin/check","--quick"]},"interval":"5s","timeout":"2s"}
 * </pre>
 */
public final class HealthCheckReader {
    /** Whoever wants more has one program ask them. */
    static final int MOST_CHECKS = 16;

    // Where a value could not be read, one that is right stands in: what is wrong is told once.
    private static final String SOME_NAME = "x";
    private static final int SOME_PORT = 1;
    private static final List<String> SOME_COMMAND = List.of("/x");
    private static final Duration LONGEST = Duration.ofHours(1);

    private final List<CheckProblem> problems = new ArrayList<>();

    private HealthCheckReader() {}

    /**
     * What was read.
     *
     * @param checks all of them, or none if there are problems
     * @param problems everything that is wrong
     */
    public record Reading(List<HealthCheck> checks, List<CheckProblem> problems) {
        public Reading {
            checks = List.copyOf(checks);
            problems = List.copyOf(problems);
        }
    }

    /**
     * Reads the checks of one VIP; never throws.
     *
     * @param list as it is in the definition
     * @param path what the definition calls it, for problems: {@code healthChecks}
     */
    public static Reading read(JsonNode list, String path) {
        HealthCheckReader reader = new HealthCheckReader();
        List<HealthCheck> checks = reader.readList(list, path);
        return new Reading(reader.problems.isEmpty() ? checks : List.of(), reader.problems);
    }

    private List<HealthCheck> readList(JsonNode list, String path) {
        if (!list.isArray()) {
            problems.add(new CheckProblem(path, "must be a list"));
            return List.of();
        }
        if (list.size() > MOST_CHECKS) {
            problems.add(new CheckProblem(
                    path, "has " + list.size() + " checks, but at most " + MOST_CHECKS + " are taken for one VIP"));
            return List.of();
        }
        List<HealthCheck> checks = new ArrayList<>();
        Map<String, String> named = new HashMap<>();
        for (int i = 0; i < list.size(); i++) {
            String at = path + "[" + i + "]";
            JsonFields.of(list.get(i), at, problems).flatMap(this::readCheck).ifPresent(check -> {
                String earlier = named.putIfAbsent(check.name(), at);
                if (earlier != null) {
                    problems.add(new CheckProblem(at + ".name", "is the name of " + earlier + " too"));
                }
                checks.add(check);
            });
        }
        return checks;
    }

    private Optional<HealthCheck> readCheck(JsonFields fields) {
        int before = problems.size();
        String name = fields.require("name").text("name").orElse(SOME_NAME);
        fields.problems(new FieldRules().name(name).problems());
        List<Supplier<HealthCheck>> kinds = new ArrayList<>();
        CheckTiming timing = readTiming(fields);
        fields.object("http").ifPresent(http -> kinds.add(readHttp(http, name, timing)));
        fields.object("tcp").ifPresent(tcp -> kinds.add(readTcp(tcp, name, timing)));
        fields.object("exec").ifPresent(exec -> kinds.add(readExec(exec, name, timing)));
        long given = Stream.of("http", "tcp", "exec").filter(fields::has).count();
        if (given != 1) {
            fields.problem(
                    "", "has " + (given == 0 ? "none" : "several") + " of http, tcp and exec, but must have one");
        }
        fields.refuseUnknown();
        return problems.size() == before ? Optional.of(kinds.getFirst().get()) : Optional.empty();
    }

    private CheckTiming readTiming(JsonFields fields) {
        Optional<Duration> interval = readOr(fields, "interval", CheckTiming.DEFAULT_INTERVAL);
        Duration every = interval.orElse(LONGEST);
        Duration shorter = every.compareTo(CheckTiming.DEFAULT_TIMEOUT) < 0 ? every : CheckTiming.DEFAULT_TIMEOUT;
        Optional<Duration> timeout = fields.duration("timeout");
        int failures = fields.number("failures").orElse(CheckTiming.DEFAULT_FAILURE_THRESHOLD);
        int successes = fields.number("successes").orElse(CheckTiming.DEFAULT_SUCCESS_THRESHOLD);
        Duration startDelay = fields.duration("startDelay").orElse(Duration.ZERO);
        List<CheckProblem> found =
                CheckTiming.problems(every, timeout.orElse(shorter), failures, successes, startDelay);
        // A timeout that nobody gave is not wrong, but the interval that it was taken from is.
        fields.problems(found.stream()
                .filter(problem -> timeout.isPresent() || !problem.path().equals("timeout"))
                .toList());
        return found.isEmpty()
                ? new CheckTiming(every, timeout.orElse(shorter), failures, successes, startDelay)
                : CheckTiming.DEFAULT;
    }

    /** The default if it is not given; empty if it is wrong. */
    private static Optional<Duration> readOr(JsonFields fields, String field, Duration otherwise) {
        return fields.has(field) ? fields.duration(field) : Optional.of(otherwise);
    }

    private Supplier<HealthCheck> readHttp(JsonFields http, String name, CheckTiming timing) {
        HttpScheme scheme = http.word("scheme", HttpScheme.class, HealthCheckReader::lower)
                .orElse(http.has("scheme") ? HttpScheme.HTTPS : HttpScheme.HTTP);
        String host = http.text("host").orElse(HttpCheck.DEFAULT_HOST);
        int port = http.require("port").number("port").orElse(SOME_PORT);
        String path = http.text("path").orElse("/");
        HttpMethod method =
                http.word("method", HttpMethod.class, HttpMethod::name).orElse(HttpMethod.GET);
        SortedMap<String, String> headers = new TreeMap<>();
        http.object("headers")
                .ifPresent(given -> given.names()
                        .forEach(header -> given.text(header).ifPresent(value -> headers.put(header, value))));
        Optional<String> hostHeader = http.text("hostHeader");
        List<StatusRange> statuses =
                http.list("statuses", HealthCheckReader::status).orElse(List.of(StatusRange.SUCCESS));
        Optional<String> body = http.text("body");
        TlsSettings tls = http.object("tls").map(this::readTls).orElse(TlsSettings.SYSTEM);
        http.problems(HttpCheck.problems(scheme, host, port, path, method, headers, hostHeader, statuses, body, tls));
        http.refuseUnknown();
        return () ->
                new HttpCheck(name, scheme, host, port, path, method, headers, hostHeader, statuses, body, tls, timing);
    }

    private TlsSettings readTls(JsonFields tls) {
        boolean skip = tls.flag("skipVerify").orElse(false);
        Optional<String> ca = tls.text("ca");
        Optional<String> serverName = tls.text("serverName");
        TlsTrust verified = ca.isPresent() ? TlsTrust.CA : TlsTrust.SYSTEM;
        TlsTrust trust = skip ? TlsTrust.SKIP : verified;
        List<CheckProblem> found = TlsSettings.problems(trust, ca, serverName);
        tls.problems(found);
        tls.refuseUnknown();
        return found.isEmpty() ? new TlsSettings(trust, ca, serverName) : TlsSettings.SYSTEM;
    }

    private Supplier<HealthCheck> readTcp(JsonFields tcp, String name, CheckTiming timing) {
        String host = tcp.text("host").orElse(HttpCheck.DEFAULT_HOST);
        int port = tcp.require("port").number("port").orElse(SOME_PORT);
        tcp.problems(TcpCheck.problems(host, port));
        tcp.refuseUnknown();
        return () -> new TcpCheck(name, host, port, timing);
    }

    private Supplier<HealthCheck> readExec(JsonFields exec, String name, CheckTiming timing) {
        List<String> command =
                exec.require("command").list("command", JsonFields::textOf).orElse(SOME_COMMAND);
        exec.problems(ExecCheck.problems(command));
        exec.refuseUnknown();
        return () -> new ExecCheck(name, command, timing);
    }

    private static StatusRange status(JsonNode node) {
        if (node.isIntegralNumber()) {
            return StatusRange.parse(node.asText());
        }
        if (node.isTextual()) {
            return StatusRange.parse(node.textValue());
        }
        throw new IllegalArgumentException("must be a status or a range: 204 or \"200-299\"");
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
