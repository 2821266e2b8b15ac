package dev.quorumvip.agent.cli.manifest;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** What the three commands have alike: read the options, say what is wrong, print or write. */
final class ManifestRun {
    /** Between documents of one YAML stream. */
    static final String YAML = "---\n";

    /** Between files that are no YAML. */
    static final String LINES = "\n";

    private final CommandLine commandLine;
    private final SharedOptions shared;
    private final SetupProblems problems = new SetupProblems();

    ManifestRun(CommandLine commandLine, SharedOptions shared) {
        this.commandLine = commandLine;
        this.shared = shared;
    }

    /** Where the command adds what is wrong, before {@link #finish}. */
    SetupProblems problems() {
        return problems;
    }

    SetupReader reader() {
        return new SetupReader(shared, problems);
    }

    /** The exit code. */
    int finish(Setup setup, Function<Setup, List<ManifestFile>> files, String separator) {
        PrintWriter err = commandLine.getErr();
        problems.print(err);
        if (!problems.isEmpty()) {
            return ExitCode.USAGE;
        }
        ManifestOutput output = new ManifestOutput(commandLine.getOut());
        if (shared.outputDir == null) {
            output.print(files.apply(setup), separator);
            return ExitCode.OK;
        }
        try {
            output.write(files.apply(setup), Path.of(shared.outputDir));
            return ExitCode.OK;
        } catch (IOException e) {
            err.println("error: " + e.getMessage());
            err.flush();
            return ExitCode.SOFTWARE;
        }
    }
}
