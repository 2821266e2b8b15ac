package dev.quorumvip.agent.cli;

import picocli.CommandLine.ExitCode;

/** A command could not be done, for another reason than an agent's. The message is what the user reads. */
final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    CommandFailedException(String message) {
        this(message, ExitCode.SOFTWARE);
    }

    private CommandFailedException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    /** What was given on the command line cannot be used. */
    static CommandFailedException usage(String message) {
        return new CommandFailedException(message, ExitCode.USAGE);
    }

    /** What the process ends with. */
    int exitCode() {
        return exitCode;
    }
}
