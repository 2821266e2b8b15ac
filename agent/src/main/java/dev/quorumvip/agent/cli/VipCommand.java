package dev.quorumvip.agent.cli;

import dev.quorumvip.api.VipList;
import dev.quorumvip.api.VipRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quorumvip vip}. */
@Command(name = "vip", description = "List, set and delete virtual IPs.")
final class VipCommand implements Runnable {
    private static final String PATH = "/v1/vips";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command: list, set or delete?");
    }

    @Command(name = "list", description = "List the virtual IPs and who holds them.")
    void list(@Mixin ConnectionOptions connection, @Mixin OutputOption output) throws AgentCallException {
        AgentClient client = connection.client();
        byte[] body = client.get(PATH);
        print(
                output.json()
                        ? new String(body, StandardCharsets.UTF_8)
                        : VipText.of(client.read(body, VipList.class).vips(), Instant.now()));
    }

    @Command(name = "set", description = "Set a virtual IP, or replace it.")
    void set(
            @Parameters(paramLabel = "NAME", description = "its name, a DNS label") String name,
            @Parameters(paramLabel = "ADDRESS/PREFIX", description = "such as 10.0.0.5/24") String address,
            @Option(
                            names = {"-i", "--interface"},
                            paramLabel = "IF",
                            description = "the interface to bind it to; default: each node's own --iface")
                    @Nullable
                    String interfaceName,
            @Mixin ConnectionOptions connection)
            throws AgentCallException {
        connection.client().put(PATH + "/" + AgentClient.segment(name), new VipRequest(address, interfaceName));
        print("virtual IP " + name + " is set to " + address + "; 'quorumvip status' shows where it is");
    }

    @Command(name = "delete", description = "Delete a virtual IP.")
    void delete(
            @Parameters(paramLabel = "NAME", description = "its name") String name, @Mixin ConnectionOptions connection)
            throws AgentCallException {
        connection.client().delete(PATH + "/" + AgentClient.segment(name));
        print("virtual IP " + name + " is deleted");
    }

    private void print(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }
}
