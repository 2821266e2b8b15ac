package dev.quorumvip.agent.cli.manifest;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Everything that is wrong with the options, and what works but should be looked at. */
final class SetupProblems {
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    void add(String option, String reason) {
        String line = option + ": " + reason;
        if (!problems.contains(line)) {
            problems.add(line);
        }
    }

    void warn(String option, String reason) {
        warnings.add(option + ": " + reason);
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /** One line for each. */
    void print(PrintWriter err) {
        if (problems.isEmpty()) {
            warnings.forEach(warning -> err.println("warning: " + warning));
        } else {
            err.println("error: " + problems.size() + (problems.size() == 1 ? " problem" : " problems")
                    + " in the options");
            problems.forEach(problem -> err.println("  " + problem));
        }
        err.flush();
    }
}
