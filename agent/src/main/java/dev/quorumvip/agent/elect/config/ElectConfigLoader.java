package dev.quorumvip.agent.elect.config;

import dev.quorumvip.agent.config.AgentConfigException;
import dev.quorumvip.agent.config.ConfigSource;
import dev.quorumvip.agent.config.HostPort;
import dev.quorumvip.agent.config.LogFormat;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Brings flags, Consul's environment variables and vip-manager's file together: the first that says something counts. */
public final class ElectConfigLoader {
    /** vip-elector's. */
    private static final Duration DEFAULT_TTL = Duration.ofSeconds(10);

    /** vip-elector's. */
    private static final Duration DEFAULT_LOCK_DELAY = Duration.ofSeconds(1);

    private static final Duration DEFAULT_CHECK_INTERVAL = Duration.ofSeconds(2);

    private final Map<String, String> environment;
    private final Supplier<String> kernelHostName;

    /** @param kernelHostName as {@code hostname} prints it */
    public ElectConfigLoader(Map<String, String> environment, Supplier<String> kernelHostName) {
        this.environment = Map.copyOf(environment);
        this.kernelHostName = kernelHostName;
    }

    /** The loader for this process. */
    public static ElectConfigLoader ofThisProcess() {
        return new ElectConfigLoader(System.getenv(), ElectConfigLoader::hostName);
    }

    /**
     * Loads a complete configuration.
     *
     * @throws AgentConfigException with every problem there is
     */
    public LoadedElectConfig load(ElectFlags flags) throws AgentConfigException {
        ElectSettings read = new ElectSettings();
        if (flags.vipManagerConfig() == null) {
            read.problem(
                    "vip-manager-config",
                    new ConfigSource.Default(),
                    "is required: give --vip-manager-config=/etc/vip-manager.yml");
            throw new AgentConfigException(read.problems());
        }
        VipManagerFile file = VipManagerFile.read(Path.of(flags.vipManagerConfig()));
        file.problems().forEach(read::problem);
        requireConsul(file, read);
        ConsulSettings consul = new ConsulSettings(environment, read);
        List<URI> endpoints = consul.endpoints(flags.addr(), file);
        TokenSource token = consul.token(flags.token(), flags.tokenFile(), file);
        ConsulTlsFiles tls = consul.tls();
        String key = key(file, read);
        String hostname = new HostNameRule(read).choose(flags.hostname(), file, kernelHostName.get());
        Duration ttl = duration(
                read,
                "--ttl",
                flags.ttl(),
                DEFAULT_TTL,
                d -> ElectBounds.within(
                        d, ElectBounds.SHORTEST_TTL, ElectBounds.LONGEST_TTL, ", which are Consul's bounds"));
        Duration lockDelay = duration(
                read,
                "--lock-delay",
                flags.lockDelay(),
                DEFAULT_LOCK_DELAY,
                d -> ElectBounds.within(
                        d, Duration.ZERO, ElectBounds.LONGEST_LOCK_DELAY, ", which are Consul's bounds"));
        Duration liveness = duration(
                read,
                "--liveness-ttl",
                flags.livenessTtl(),
                ttl,
                d -> d.isZero()
                        ? d
                        : ElectBounds.within(
                                d, ElectBounds.SHORTEST_LIVENESS, ElectBounds.LONGEST_TTL, ", or 0 for none"));
        Duration interval = duration(
                read,
                "--check-interval",
                flags.checkInterval(),
                DEFAULT_CHECK_INTERVAL,
                d -> ElectBounds.within(
                        d, ElectBounds.SHORTEST_CHECK_INTERVAL, ElectBounds.LONGEST_CHECK_INTERVAL, ""));
        Optional<ElectConfig.Bind> bind =
                flags.bind() ? new BindSettings(read).read(file, flags.kernelFence(), lockDelay) : Optional.empty();
        Optional<URI> checkUrl = read.value("--check-url", flags.checkUrl(), ElectConfigLoader::httpUrl);
        Optional<HostPort> bindHttp = read.value("--bind-http", flags.bindHttp(), HostPort::parse);
        LogFormat format = read.value("--log-format", flags.logFormat(), text -> oneOf(LogFormat.class, text))
                .orElse(LogFormat.TEXT);
        Level level = read.value("--log-level", flags.logLevel(), text -> oneOf(Level.class, text))
                .orElse(Level.INFO);
        if (!read.problems().isEmpty()) {
            throw new AgentConfigException(read.problems());
        }
        return new LoadedElectConfig(
                new ElectConfig(
                        endpoints,
                        token,
                        consul.namespace(),
                        tls,
                        key,
                        hostname,
                        Optional.ofNullable(flags.checkId()).filter(id -> !id.isBlank()),
                        checkUrl,
                        interval,
                        ttl,
                        lockDelay,
                        liveness,
                        bind,
                        bindHttp,
                        format,
                        level),
                read.warnings());
    }

    private static void requireConsul(VipManagerFile file, ElectSettings read) {
        if (!file.problems().isEmpty()) {
            return;
        }
        String type = file.one(VipManagerFile.DCS_TYPE).orElse("");
        if (!type.equals("consul")) {
            read.problem(
                    VipManagerFile.DCS_TYPE,
                    file.source(VipManagerFile.DCS_TYPE),
                    (type.isEmpty() ? "is missing, which is etcd to vip-manager" : "is '" + type + "'")
                            + ": only consul is supported");
        }
    }

    /** vip-manager takes a leading slash off for Consul, whose keys have none. */
    private static String key(VipManagerFile file, ElectSettings read) {
        String key = file.one(VipManagerFile.TRIGGER_KEY).orElse("").strip().replaceFirst("^/+", "");
        if (key.isEmpty() && file.problems().isEmpty()) {
            read.problem(
                    VipManagerFile.TRIGGER_KEY,
                    file.source(VipManagerFile.TRIGGER_KEY),
                    "is required: the key that vip-manager watches");
        }
        return key;
    }

    private static Duration duration(
            ElectSettings read,
            String flag,
            @Nullable String text,
            Duration otherwise,
            Function<Duration, Duration> rule) {
        return read.value(flag, text, given -> rule.apply(GoDuration.parse(given)))
                .orElse(otherwise);
    }

    private static URI httpUrl(String text) {
        URI uri = URI.create(text);
        String scheme = String.valueOf(uri.getScheme());
        if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
            throw new IllegalArgumentException("'" + text + "' is not a URL such as http://127.0.0.1:8080/healthz");
        }
        return uri;
    }

    static <E extends Enum<E>> E oneOf(Class<E> type, String text) {
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        int index = names.indexOf(text.toLowerCase(Locale.ROOT));
        if (index < 0) {
            throw new IllegalArgumentException("'" + text + "' is none of " + String.join(", ", names));
        }
        return type.getEnumConstants()[index];
    }

    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return ""; // Not a host name: the loader asks for --hostname.
        }
    }
}
