package dev.quorumvip.agent.cli;

import dev.quorumvip.agent.elect.config.ElectFlags;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code elect}. They stay text here: the loader checks them together with environment and file. */
@NullMarked
final class ElectOptions {
    @Option(
            names = "--vip-manager-config",
            paramLabel = "FILE",
            description =
                    "vip-manager's YAML file: dcs-type, dcs-endpoints, trigger-key, trigger-value, consul-token, and"
                            + " with --bind ip, netmask and interface. Required.")
    private @Nullable String vipManagerConfig;

    @Option(
            names = "--check-id",
            paramLabel = "ID",
            description = "A check of the Consul agent that must pass: this machine does not lead while it fails.")
    private @Nullable String checkId;

    @Option(
            names = "--check-url",
            paramLabel = "URL",
            description = "What the Consul agent is to ask by HTTP on this program's behalf; it must answer 2xx. Needs"
                    + " service:write on \"quorumvip-elect\".")
    private @Nullable String checkUrl;

    @Option(
            names = "--check-interval",
            paramLabel = "DURATION",
            description = "How often --check-url is asked. Default: 2s")
    private @Nullable String checkInterval;

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            description = "The session's TTL, 10s to 24h; it is renewed each half of it. Default: 10s")
    private @Nullable String ttl;

    @Option(
            names = "--lock-delay",
            paramLabel = "DURATION",
            description = "For how long Consul keeps the lock from others after the session ended other than by a clean"
                    + " stop, 0s to 60s; with --bind at least 1s. The same on every machine. Default: 1s")
    private @Nullable String lockDelay;

    @Option(
            names = "--liveness-ttl",
            paramLabel = "DURATION",
            description = "After so long without a word from this process the Consul agent ends the session, by a check"
                    + " that this program registers; 0 for none, and then a killed process keeps the lock for up to twice"
                    + " the TTL. Needs service:write on \"quorumvip-elect\". Default: the TTL")
    private @Nullable String livenessTtl;

    @Option(
            names = "--addr",
            paramLabel = "URL",
            description =
                    "Where Consul is, such as https://127.0.0.1:8501, in place of dcs-endpoints. Best the agent of"
                            + " this machine.")
    private @Nullable String addr;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The ACL token. Other users of this machine can read it; --token-file is better.")
    private @Nullable String token;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file with the ACL token, read anew for each request.")
    private @Nullable String tokenFile;

    @Option(
            names = "--hostname",
            paramLabel = "NAME",
            description =
                    "What is written into the key. Default: trigger-value, or else the host name up to its first dot")
    private @Nullable String hostname;

    @Option(names = "--bind", description = "Hold the VIP itself, in place of vip-manager, which must not run then.")
    private boolean bind;

    @Option(
            names = "--kernel-fence",
            paramLabel = "auto|required|off",
            description =
                    "With --bind, whether nftables keeps the VIP's deadline should this process not. Default: auto")
    private @Nullable String kernelFence;

    @Option(
            names = "--bind-http",
            paramLabel = "HOST:PORT",
            description = "Where /livez, /readyz and /metrics are served. Default: nowhere")
    private @Nullable String bindHttp;

    @Option(names = "--log-format", paramLabel = "text|json", description = "Default: text")
    private @Nullable String logFormat;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = "error, warn, info, debug or trace. Default: info")
    private @Nullable String logLevel;

    ElectFlags flags() {
        return new ElectFlags(
                vipManagerConfig,
                checkId,
                checkUrl,
                checkInterval,
                ttl,
                lockDelay,
                livenessTtl,
                addr,
                token,
                tokenFile,
                hostname,
                bind,
                kernelFence,
                bindHttp,
                logFormat,
                logLevel);
    }
}
