package dev.quorumvip.agent.cli;

import dev.quorumvip.agent.config.AgentConfigException;
import dev.quorumvip.agent.elect.config.ElectConfig;
import dev.quorumvip.agent.elect.config.ElectConfigLoader;
import dev.quorumvip.agent.elect.config.LoadedElectConfig;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.NullMarked;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code quorumvip elect}: reads vip-manager's configuration, and runs an elector in the foreground. */
@NullMarked
@Command(
        name = "elect",
        description = {
            "Decides by a lock in Consul which machine holds a VIP, for vip-manager to follow, or with --bind holds it"
                    + " itself. A quorum-vip cluster is not needed for it, and knows nothing of it.",
            "Flags win over Consul's environment variables (CONSUL_HTTP_ADDR, CONSUL_HTTP_TOKEN, CONSUL_HTTP_TOKEN_FILE,"
                    + " CONSUL_HTTP_SSL, CONSUL_HTTP_SSL_VERIFY, CONSUL_CACERT, CONSUL_CAPATH, CONSUL_CLIENT_CERT,"
                    + " CONSUL_CLIENT_KEY, CONSUL_TLS_SERVER_NAME, CONSUL_NAMESPACE), these over vip-manager's file."
                    + " Durations are Go's: 10s, 1m30s, 500ms."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:told to stop; the lock and the session were handed back",
            "1:it could not start, had to give up, or the key is no lock",
            "2:the configuration is wrong; every problem has been printed"
        })
public final class ElectCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(ElectCommand.class);

    private final ToIntFunction<ElectConfig> runner;
    private final ElectConfigLoader loader;

    @Mixin
    private ElectOptions options = new ElectOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** The command of this process, with {@code runner} to run the elector. */
    public ElectCommand(ToIntFunction<ElectConfig> runner) {
        this(runner, ElectConfigLoader.ofThisProcess());
    }

    ElectCommand(ToIntFunction<ElectConfig> runner, ElectConfigLoader loader) {
        this.runner = runner;
        this.loader = loader;
    }

    @Override
    public Integer call() {
        LoadedElectConfig loaded;
        try {
            loaded = loader.load(options.flags());
        } catch (AgentConfigException e) {
            ConfigReport.print(spec, e);
            return ExitCode.USAGE;
        }
        LogSetup.apply(loaded.config().logFormat(), loaded.config().logLevel());
        ConfigReport.log(log, loaded.warnings());
        return runner.applyAsInt(loaded.config());
    }
}
