package dev.quorumvip.agent.cli;

import dev.quorumvip.api.MemberList;
import dev.quorumvip.client.AgentCallException;
import dev.quorumvip.client.AgentClient;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quorumvip members}. */
@Command(name = "members", description = "List and remove the cluster's members.")
final class MembersCommand implements Runnable {
    private static final String PATH = "/v1/members";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command: list or remove?");
    }

    @Command(name = "list", description = "List the members.")
    void list(@Mixin ConnectionOptions connection, @Mixin OutputOption output) throws AgentCallException {
        AgentClient client = connection.client();
        byte[] body = client.get(PATH);
        print(
                output.json()
                        ? new String(body, StandardCharsets.UTF_8)
                        : MemberText.of(client.read(body, MemberList.class).members()));
    }

    @Command(
            name = "remove",
            description = "Remove a member for good; it comes back only as a new one, with an empty data directory.")
    void remove(
            @Parameters(paramLabel = "ID|NAME", description = "its number or name, as 'members list' shows it")
                    String idOrName,
            @Mixin ConnectionOptions connection)
            throws AgentCallException {
        connection.client().delete(PATH + "/" + AgentClient.segment(idOrName));
        print("member " + idOrName + " leaves; 'quorumvip members list' shows when it is gone");
    }

    private void print(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }
}
