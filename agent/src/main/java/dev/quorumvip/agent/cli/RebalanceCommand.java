package dev.quorumvip.agent.cli;

import dev.quorumvip.api.RebalanceRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quorumvip rebalance}. */
@Command(
        name = "rebalance",
        description = "Move virtual IPs until they are spread evenly over the nodes that can have them, once.")
final class RebalanceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = "--together",
            paramLabel = "N",
            description = "how many may be on the move at once, 1 to 100; default: ${DEFAULT-VALUE}")
    private int together = 1;

    @Override
    public Integer call() throws AgentCallException {
        connection.client().post("/v1/rebalance", new RebalanceRequest(together));
        spec.commandLine().getOut().println("virtual IPs are being spread; 'quorumvip status' shows where they are");
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }
}
