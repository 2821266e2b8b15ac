package dev.quorumvip.agent.health;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Checks for tests: what a test does not care for is as it is by default. */
public final class TestChecks {
    private TestChecks() {}

    /** Every {@code interval}, which is the timeout too. */
    public static CheckTiming every(Duration interval, int failures, int successes) {
        return new CheckTiming(interval, interval, failures, successes, Duration.ZERO);
    }

    public static CheckTiming timeout(Duration timeout) {
        Duration interval = timeout.compareTo(Duration.ofSeconds(1)) > 0 ? timeout : Duration.ofSeconds(1);
        return new CheckTiming(interval, timeout, 3, 2, Duration.ZERO);
    }

    public static TcpCheck tcp(String name, CheckTiming timing) {
        return new TcpCheck(name, "127.0.0.1", 5432, timing);
    }

    public static ExecCheck exec(CheckTiming timing, String... command) {
        return new ExecCheck("script", List.of(command), timing);
    }

    public static Http http(int port) {
        return new Http(port);
    }

    /** An HTTP check in the making. */
    public static final class Http {
        private final int port;
        private HttpScheme scheme = HttpScheme.HTTP;
        private String host = HttpCheck.DEFAULT_HOST;
        private String path = "/";
        private HttpMethod method = HttpMethod.GET;
        private final TreeMap<String, String> headers = new TreeMap<>();
        private Optional<String> hostHeader = Optional.empty();
        private List<StatusRange> statuses = List.of(StatusRange.SUCCESS);
        private Optional<String> body = Optional.empty();
        private TlsSettings tls = TlsSettings.SYSTEM;
        private CheckTiming timing = CheckTiming.DEFAULT;

        private Http(int port) {
            this.port = port;
        }

        public Http host(String value) {
            host = value;
            return this;
        }

        public Http path(String value) {
            path = value;
            return this;
        }

        public Http method(HttpMethod value) {
            method = value;
            return this;
        }

        public Http header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        public Http hostHeader(String value) {
            hostHeader = Optional.of(value);
            return this;
        }

        public Http statuses(String... ranges) {
            statuses = List.of(ranges).stream().map(StatusRange::parse).toList();
            return this;
        }

        public Http body(String value) {
            body = Optional.of(value);
            return this;
        }

        public Http https(TlsTrust trust, Optional<String> ca, Optional<String> serverName) {
            scheme = HttpScheme.HTTPS;
            tls = new TlsSettings(trust, ca, serverName);
            return this;
        }

        public Http timing(CheckTiming value) {
            timing = value;
            return this;
        }

        public HttpCheck build() {
            return new HttpCheck(
                    "web", scheme, host, port, path, method, headers, hostHeader, statuses, body, tls, timing);
        }
    }
}
