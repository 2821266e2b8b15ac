package dev.quorumvip.agent.cli;

import dev.quorumvip.client.AgentCallException;
import dev.quorumvip.client.AgentClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quorumvip node}. */
@Command(name = "node", description = "Drain a node before work on it, and take it back.")
final class NodeCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command: drain or undrain?");
    }

    @Command(
            name = "drain",
            description = "Have a node hand over its virtual IPs one after the other, and be given none, until undrain."
                    + " It keeps those that no other node can have.")
    void drain(
            @Parameters(paramLabel = "ID|NAME", description = "its number or name, as 'members list' shows it")
                    String idOrName,
            @Mixin ConnectionOptions connection)
            throws AgentCallException {
        connection.client().post(path(idOrName) + "/drain");
        print("node " + idOrName + " is being drained; 'quorumvip status' shows what it still holds");
    }

    @Command(name = "undrain", description = "Let a node be given virtual IPs again.")
    void undrain(
            @Parameters(paramLabel = "ID|NAME", description = "its number or name, as 'members list' shows it")
                    String idOrName,
            @Mixin ConnectionOptions connection)
            throws AgentCallException {
        connection.client().post(path(idOrName) + "/undrain");
        print("node " + idOrName + " can be given virtual IPs again");
    }

    private static String path(String idOrName) {
        return "/v1/members/" + AgentClient.segment(idOrName);
    }

    private void print(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }
}
