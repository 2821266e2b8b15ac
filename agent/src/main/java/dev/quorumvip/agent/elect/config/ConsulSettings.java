package dev.quorumvip.agent.elect.config;

import dev.quorumvip.agent.config.ConfigSource;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where Consul is and how it is spoken to: flags, and the environment variables that Consul's own tools take. */
final class ConsulSettings {
    private static final String DEFAULT_ENDPOINT = "http://127.0.0.1:8500";
    private static final int DEFAULT_PORT = 8500;

    private final Map<String, String> environment;
    private final ElectSettings read;

    ConsulSettings(Map<String, String> environment, ElectSettings read) {
        this.environment = environment;
        this.read = read;
    }

    /** Never empty, unless there is a problem. */
    List<URI> endpoints(@Nullable String flag, VipManagerFile file) {
        boolean tls = truth("CONSUL_HTTP_SSL", false);
        if (flag != null) {
            return endpoints(new ConfigSource.Flag("--addr"), "addr", List.of(flag), tls);
        }
        Optional<String> address = variable("CONSUL_HTTP_ADDR");
        if (address.isPresent()) {
            return endpoints(
                    new ConfigSource.EnvironmentVariable("CONSUL_HTTP_ADDR"), "addr", List.of(address.get()), tls);
        }
        List<String> given = file.endpoints();
        return endpoints(
                file.source(VipManagerFile.DCS_ENDPOINTS),
                VipManagerFile.DCS_ENDPOINTS,
                given.isEmpty() ? List.of(DEFAULT_ENDPOINT) : given,
                tls);
    }

    private List<URI> endpoints(ConfigSource source, String key, List<String> texts, boolean tls) {
        List<URI> endpoints = new ArrayList<>();
        for (String text : texts) {
            read.value(source, key, text, given -> endpoint(given, tls)).ifPresent(endpoints::add);
        }
        return List.copyOf(endpoints);
    }

    /** A scheme may be missing. That TLS was asked for counts more than a scheme without, as in Consul's client. */
    private static URI endpoint(String text, boolean tls) {
        if (text.startsWith("unix:")) {
            throw new IllegalArgumentException("'" + text + "' is a Unix socket: give http:// or https://");
        }
        String withScheme = text.contains("://") ? text : "http://" + text;
        URI uri;
        try {
            uri = new URI(withScheme);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is not an address: " + e.getReason(), e);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean plainPath = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
        if (!(scheme.equals("http") || scheme.equals("https"))
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || !plainPath
                || uri.getRawQuery() != null) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an address of Consul such as https://127.0.0.1:8501");
        }
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        return URI.create((tls ? "https" : scheme) + "://" + uri.getHost() + ":" + port);
    }

    /** A file counts more than a token beside it, as in Consul's client. */
    TokenSource token(@Nullable String flag, @Nullable String flagFile, VipManagerFile file) {
        if (flag != null && flagFile != null) {
            read.problem("token", new ConfigSource.Flag("--token"), "is given together with --token-file: give one");
        }
        if (flagFile != null) {
            return inFile(flagFile, new ConfigSource.Flag("--token-file"));
        }
        if (flag != null) {
            return given(flag);
        }
        Optional<String> variableFile = variable("CONSUL_HTTP_TOKEN_FILE");
        if (variableFile.isPresent()) {
            return inFile(variableFile.get(), new ConfigSource.EnvironmentVariable("CONSUL_HTTP_TOKEN_FILE"));
        }
        return variable("CONSUL_HTTP_TOKEN")
                .or(() -> file.one(VipManagerFile.CONSUL_TOKEN))
                .map(ConsulSettings::given)
                .orElse(new TokenSource.None());
    }

    private static TokenSource given(String token) {
        return token.isBlank() ? new TokenSource.None() : new TokenSource.Given(token.strip());
    }

    private TokenSource inFile(String text, ConfigSource source) {
        return new TokenSource.InFile(readable("token-file", source, text).orElse(Path.of(text)));
    }

    ConsulTlsFiles tls() {
        ConsulTlsFiles tls = new ConsulTlsFiles(
                path("CONSUL_CACERT", false),
                path("CONSUL_CAPATH", true),
                path("CONSUL_CLIENT_CERT", false),
                path("CONSUL_CLIENT_KEY", false),
                variable("CONSUL_TLS_SERVER_NAME"),
                truth("CONSUL_HTTP_SSL_VERIFY", true));
        if (tls.certificate().isPresent() != tls.key().isPresent()) {
            String missing = tls.key().isPresent() ? "CONSUL_CLIENT_CERT" : "CONSUL_CLIENT_KEY";
            read.problem(
                    missing,
                    new ConfigSource.EnvironmentVariable(missing),
                    "is missing: a certificate and its key go together");
        }
        if (!tls.verify()) {
            read.warning(
                    "CONSUL_HTTP_SSL_VERIFY",
                    new ConfigSource.EnvironmentVariable("CONSUL_HTTP_SSL_VERIFY"),
                    "is false: anybody between here and Consul can read the token and decide who holds the VIP");
        }
        return tls;
    }

    Optional<String> namespace() {
        return variable("CONSUL_NAMESPACE");
    }

    private Optional<Path> path(String name, boolean directory) {
        Optional<String> text = variable(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        ConfigSource source = new ConfigSource.EnvironmentVariable(name);
        if (directory && !Files.isDirectory(Path.of(text.get()))) {
            read.problem(name, source, text.get() + " is not a directory");
            return Optional.empty();
        }
        return directory ? text.map(Path::of) : readable(name, source, text.get());
    }

    private Optional<Path> readable(String key, ConfigSource source, String text) {
        Path path = Path.of(text);
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            read.problem(key, source, text + " is not a file that can be read");
            return Optional.empty();
        }
        return Optional.of(path);
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** As Go's {@code strconv.ParseBool}, with which Consul reads them. */
    private boolean truth(String name, boolean otherwise) {
        return read.value(
                        new ConfigSource.EnvironmentVariable(name),
                        name,
                        variable(name).orElse(null),
                        text -> switch (text) {
                            case "1", "t", "T", "TRUE", "true", "True" -> true;
                            case "0", "f", "F", "FALSE", "false", "False" -> false;
                            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
                        })
                .orElse(otherwise);
    }
}
