package dev.quorumvip.agent.cli;

import dev.quorumvip.agent.cli.manifest.ManifestCommand;
import dev.quorumvip.agent.elect.ElectLifecycle;
import dev.quorumvip.agent.node.AgentLifecycle;
import dev.quorumvip.client.AgentCallException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root command: {@code quorumvip COMMAND}. Every command takes {@code --help} and {@code --version} from here. */
@Command(
        name = "quorumvip",
        description = "A virtual IP that is on exactly one of a set of Linux machines, and never on two.",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = VersionLine.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            StatusCommand.class,
            VipCommand.class,
            MembersCommand.class,
            HealthCommand.class,
            NodeCommand.class,
            RebalanceCommand.class,
            EventsCommand.class,
            DoctorCommand.class,
            ManifestCommand.class,
        })
public final class QuorumVip implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs the command line and exits with its code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The whole command line, ready to execute. */
    public static CommandLine commandLine() {
        return configured(new CommandLine(new QuorumVip())
                .addSubcommand(new StartCommand(AgentLifecycle::run))
                .addSubcommand(new ElectCommand(ElectLifecycle::run)));
    }

    /** A refusal is one line; only a fault of the program itself shows where it came from. */
    static CommandLine configured(CommandLine commandLine) {
        IExecutionExceptionHandler oneLine = (failure, command, parsed) -> {
            String said = switch (failure) {
                case AgentCallException call -> CallText.of(call);
                case CommandFailedException failed -> failed.getMessage();
                default -> throw failure;
            };
            PrintWriter err = command.getErr();
            err.println("error: " + said);
            err.flush();
            return failure instanceof CommandFailedException failed ? failed.exitCode() : CommandLine.ExitCode.SOFTWARE;
        };
        return commandLine.setCaseInsensitiveEnumValuesAllowed(true).setExecutionExceptionHandler(oneLine);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
