package dev.quorumvip.agent.cli;

import dev.quorumvip.api.HealthReport;
import dev.quorumvip.client.AgentCallException;
import dev.quorumvip.client.AgentClient;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code quorumvip health}. */
@Command(name = "health", description = "Show the health checks that the agent runs, and what they have come to.")
final class HealthCommand implements Callable<Integer> {
    private final InstantSource wallClock;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    HealthCommand() {
        this(InstantSource.system());
    }

    HealthCommand(InstantSource wallClock) {
        this.wallClock = wallClock;
    }

    @Override
    public Integer call() throws AgentCallException {
        AgentClient client = connection.client();
        byte[] body = client.get("/v1/health");
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                output.json()
                        ? new String(body, StandardCharsets.UTF_8)
                        : HealthText.of(client.read(body, HealthReport.class), wallClock.instant()));
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
