package dev.quorumvip.agent.cli;

import dev.quorumvip.agent.config.AgentConfigException;
import dev.quorumvip.agent.config.AgentConfigLoader;
import dev.quorumvip.agent.config.LoadedConfig;
import dev.quorumvip.agent.storage.StorageException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.NullMarked;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code quorumvip start}: reads the configuration, sets up logging, and runs an agent in the foreground. */
@NullMarked
@Command(
        name = "start",
        description =
                "Runs an agent on this machine, in the foreground. It founds a cluster or joins one, and from then on"
                        + " holds VIPs when the cluster gives them to it.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the agent was told to stop, and gave back its VIPs",
            "1:the agent could not start or had to give up",
            "2:the configuration is wrong; every problem has been printed"
        })
public final class StartCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(StartCommand.class);

    private final AgentRunner runner;
    private final AgentConfigLoader loader;

    @Mixin
    private AgentOptions options = new AgentOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** The command of this process, with {@code runner} to run the agent. */
    public StartCommand(AgentRunner runner) {
        this(runner, AgentConfigLoader.ofThisProcess());
    }

    StartCommand(AgentRunner runner, AgentConfigLoader loader) {
        this.runner = runner;
        this.loader = loader;
    }

    @Override
    public Integer call() throws Exception {
        LoadedConfig loaded;
        try {
            loaded = loader.load(options.flags());
        } catch (AgentConfigException e) {
            ConfigReport.print(spec, e);
            return ExitCode.USAGE;
        }
        LogSetup.apply(loaded.config().logFormat(), loaded.config().logLevel());
        ConfigReport.log(log, loaded.warnings());
        try {
            return runner.run(loaded.config());
        } catch (StorageException e) {
            log.atError()
                    .addKeyValue("path", e.path())
                    .addKeyValue("reason", e.what())
                    .log(String.valueOf(e.getMessage()));
            return ExitCode.SOFTWARE;
        }
    }
}
