package dev.quorumvip.agent.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What a command line did. */
record Execution(int code, String out, String err) {
    static Execution of(String... args) {
        return run(QuorumVip.commandLine(), args);
    }

    static Execution run(CommandLine commandLine, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = commandLine
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
        return new Execution(code, out.toString(), err.toString());
    }
}
