package dev.quorumvip.agent.cli;

import dev.quorumvip.agent.cli.doctor.Check;
import dev.quorumvip.agent.cli.doctor.Checks;
import dev.quorumvip.agent.cli.doctor.Finding;
import dev.quorumvip.agent.cli.doctor.Finding.Level;
import dev.quorumvip.agent.config.AgentConfigLoader;
import dev.quorumvip.agent.config.ConfigInspection;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.NullMarked;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code quorumvip doctor}: looks for whatever would keep an agent from working on this machine, one line each. */
@NullMarked
@Command(
        name = "doctor",
        description = "Checks whether an agent can work on this machine. Takes the options of start, reads the same"
                + " environment and file, and leaves out what it was not told. Run it as the user the agent runs as.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing failed", "1:at least one line says FAIL"})
public final class DoctorCommand implements Callable<Integer> {
    private final AgentConfigLoader loader;
    private final Function<ConfigInspection, List<Check>> checks;

    @Mixin
    private AgentOptions options = new AgentOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** The command of this process and machine. */
    public DoctorCommand() {
        this(AgentConfigLoader.ofThisProcess(), Checks::ofThisMachine);
    }

    DoctorCommand(AgentConfigLoader loader, Function<ConfigInspection, List<Check>> checks) {
        this.loader = loader;
        this.checks = checks;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        boolean failed = false;
        for (Check check : checks.apply(loader.inspect(options.flags()))) {
            Finding finding = check.run();
            failed |= finding.level() == Level.FAIL;
            out.println(finding);
            out.flush(); // A check may wait for a peer: show what is known already.
        }
        return failed ? ExitCode.SOFTWARE : ExitCode.OK;
    }
}
