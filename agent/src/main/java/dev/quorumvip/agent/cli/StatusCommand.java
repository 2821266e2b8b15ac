package dev.quorumvip.agent.cli;

import dev.quorumvip.api.NodeStatus;
import dev.quorumvip.client.AgentCallException;
import dev.quorumvip.client.AgentClient;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quorumvip status}. */
@Command(name = "status", description = "Show what the agent knows of the quorum, the virtual IPs and the members.")
final class StatusCommand implements Callable<Integer> {
    private static final String PATH = "/v1/status";

    /** A person sees no more, and the agent has better to do. */
    private static final Duration OFTEN_ENOUGH = Duration.ofMillis(100);

    private final Screen screen;
    private final InstantSource wallClock;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(
            names = {"-w", "--watch"},
            arity = "0..1",
            paramLabel = "INTERVAL",
            fallbackValue = "1s",
            converter = TimeoutConverter.class,
            description = "draw again each second, or each INTERVAL such as 200ms or 5s, until Ctrl-C")
    private @Nullable Duration watch;

    StatusCommand() {
        this(Screen.terminal(), InstantSource.system());
    }

    StatusCommand(Screen screen, InstantSource wallClock) {
        this.screen = screen;
        this.wallClock = wallClock;
    }

    @Override
    public Integer call() throws AgentCallException, InterruptedException {
        AgentClient client = connection.client();
        PrintWriter out = spec.commandLine().getOut();
        Duration interval = watch;
        if (interval != null && interval.compareTo(OFTEN_ENOUGH) < 0) {
            throw new ParameterException(spec.commandLine(), "--watch: at least " + OFTEN_ENOUGH.toMillis() + "ms");
        }
        if (interval != null) {
            watch(client, interval, out);
        } else {
            out.println(shown(client));
        }
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    /** An agent that is away is shown as such and asked again: it may be the very restart that one wants to watch. */
    private void watch(AgentClient client, Duration interval, PrintWriter out) throws InterruptedException {
        do {
            String text;
            try {
                text = shown(client);
            } catch (AgentCallException e) {
                text = "error: " + CallText.of(e);
            }
            out.println((output.json() ? "" : screen.clear()) + text);
            out.flush();
        } while (screen.nextRound(interval));
    }

    private String shown(AgentClient client) throws AgentCallException {
        byte[] body = client.get(PATH);
        return output.json()
                ? new String(body, StandardCharsets.UTF_8)
                : StatusText.of(client.read(body, NodeStatus.class), wallClock.instant());
    }
}
