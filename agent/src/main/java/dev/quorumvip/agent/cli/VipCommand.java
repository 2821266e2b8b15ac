package dev.quorumvip.agent.cli;

import dev.quorumvip.agent.config.YamlBody;
import dev.quorumvip.api.Accepted;
import dev.quorumvip.api.MoveRequest;
import dev.quorumvip.api.VipList;
import dev.quorumvip.api.VipStatus;
import dev.quorumvip.client.AgentCallException;
import dev.quorumvip.client.AgentClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quorumvip vip}. */
@Command(name = "vip", description = "List, show, set, move and delete virtual IPs.")
final class VipCommand implements Runnable {
    private static final String PATH = "/v1/vips";
    private static final String TAKE_OVER = "?takeOver=true";
    private static final Duration ASK_AGAIN = Duration.ofMillis(20);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command: list, show, set, move or delete?");
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

    @Command(
            name = "set",
            description = "Set a virtual IP, or replace it: what is not said is the default, whatever it was before.")
    void set(
            @Parameters(paramLabel = "NAME", description = "its name, a DNS label") String name,
            @Parameters(
                            paramLabel = "ADDRESS/PREFIX",
                            arity = "0..*",
                            description = "such as 10.0.0.5/24; several are always on the same node")
                    @Nullable
                    List<String> addresses,
            @Option(
                            names = {"-f", "--file"},
                            paramLabel = "FILE",
                            description = "the whole definition as YAML or JSON, in place of addresses and options")
                    @Nullable
                    Path file,
            @Option(names = "--take-over", description = "replace it though somebody else owns it") boolean takeOver,
            @Mixin VipSetOptions options,
            @Mixin ConnectionOptions connection)
            throws AgentCallException {
        List<String> given = addresses == null ? List.of() : addresses;
        if (given.isEmpty() == (file == null)) {
            throw new ParameterException(
                    spec.commandLine(), "give addresses, or a file with --file" + (file == null ? "" : ", not both"));
        }
        AgentClient client = connection.client();
        byte[] answer =
                client.put(path(name) + (takeOver ? TAKE_OVER : ""), file == null ? options.spec(given) : body(file));
        print("virtual IP " + name + " is set" + (file == null ? " to " + String.join(", ", given) : " as in " + file)
                + "; 'quorumvip status' shows where it is");
        List<String> warnings = client.read(answer, Accepted.class).warnings();
        if (warnings != null) {
            warnings.forEach(warning -> print("WARNING: " + TextTable.clean(warning)));
        }
    }

    @Command(name = "show", description = "Show all that is wanted of a virtual IP, and where it is.")
    void show(
            @Parameters(paramLabel = "NAME", description = "its name") String name,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOption output)
            throws AgentCallException {
        AgentClient client = connection.client();
        byte[] body = client.get(path(name));
        print(
                output.json()
                        ? new String(body, StandardCharsets.UTF_8)
                        : DefinitionText.of(client.read(body, VipStatus.class), Instant.now()));
    }

    @Command(name = "move", description = "Move a virtual IP to a node, as soon as that can have it.")
    void move(
            @Parameters(paramLabel = "NAME", description = "its name") String name,
            @Option(
                            names = "--to",
                            paramLabel = "NODE",
                            required = true,
                            description = "the node's name or number, as 'members list' shows it")
                    String to,
            @Mixin ConnectionOptions connection)
            throws AgentCallException {
        connection.client().post(path(name) + "/move", new MoveRequest(to));
        print("virtual IP " + name + " moves to " + to + "; 'quorumvip status' shows when it is there");
    }

    @Command(name = "delete", description = "Delete a virtual IP, and wait until no node has it any more.")
    void delete(
            @Parameters(paramLabel = "NAME", description = "its name") String name,
            @Option(names = "--take-over", description = "delete it though somebody else owns it") boolean takeOver,
            @Mixin ConnectionOptions connection)
            throws AgentCallException {
        AgentClient client = connection.client();
        client.delete(path(name) + (takeOver ? TAKE_OVER : ""));
        awaitGone(client, name);
        print("virtual IP " + name + " is deleted");
    }

    /** It is gone once its holder has taken it off, or can hold it no more. */
    private static void awaitGone(AgentClient client, String name) throws AgentCallException {
        long begun = System.nanoTime();
        while (client.has(path(name))) {
            if (System.nanoTime() - begun > client.timeout().toNanos()) {
                throw new CommandFailedException("virtual IP " + name
                        + " is being deleted, and its holder has not let go"
                        + " of it within " + client.timeout().toMillis() + " ms; 'quorumvip vip list' shows it until"
                        + " then");
            }
            try {
                Thread.sleep(ASK_AGAIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandFailedException("interrupted");
            }
        }
    }

    private static Object body(Path file) {
        try {
            return YamlBody.read(file);
        } catch (IOException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        }
    }

    private static String path(String name) {
        return PATH + "/" + AgentClient.segment(name);
    }

    private void print(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }
}
