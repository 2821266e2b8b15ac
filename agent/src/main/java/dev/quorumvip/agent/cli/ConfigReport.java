package dev.quorumvip.agent.cli;

import dev.quorumvip.agent.config.AgentConfigException;
import dev.quorumvip.agent.config.ConfigProblem;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.slf4j.Logger;
import picocli.CommandLine.Model.CommandSpec;

/** What the commands that run something say of their configuration. */
@NullMarked
final class ConfigReport {
    private ConfigReport() {}

    /** Every problem, to the command's standard error. */
    static void print(CommandSpec command, AgentConfigException e) {
        PrintWriter err = command.commandLine().getErr();
        int count = e.problems().size();
        err.println("error: " + count + (count == 1 ? " problem" : " problems") + " in the configuration");
        e.problems().forEach(problem -> err.println("  " + problem));
        err.flush();
    }

    /** What works but should be looked at, to the command's log. */
    static void log(Logger log, List<ConfigProblem> warnings) {
        warnings.forEach(warning -> log.atWarn()
                .addKeyValue("key", warning.key())
                .addKeyValue("source", warning.source().describe())
                .log(warning.reason()));
    }
}
