package dev.quorumvip.agent.cli;

import picocli.CommandLine.Option;

/** How to show what the agent said. */
final class OutputOption {
    /** The forms there are. */
    enum Form {
        TABLE,
        JSON
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "table",
            description = "table for people, or json exactly as the agent sent it; default: ${DEFAULT-VALUE}")
    private Form form = Form.TABLE;

    /** Whether the agent's bytes are to be shown as they are. */
    boolean json() {
        return form == Form.JSON;
    }
}
