package dev.quorumvip.agent.cli;

import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.api.EventList;
import dev.quorumvip.client.AgentCallException;
import dev.quorumvip.client.AgentClient;
import dev.quorumvip.client.Endpoint;
import dev.quorumvip.client.EventFeed;
import dev.quorumvip.client.ServerSentEvents.Block;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code quorumvip events}.
 *
 * <p>Following, it outlives the agent that it reads from: it goes on with the next one that it was told of, or the same
 * again, after the last event it has seen. Every agent tells the same events under the same ids.
 */
@Command(name = "events", description = "Show what has happened in the cluster, and with --follow what happens.")
final class EventsCommand implements Callable<Integer> {
    private static final String PATH = "/v1/events";

    /** Two heartbeats of an agent, and some more. */
    private static final Duration SILENCE = Duration.ofSeconds(40);

    private static final Duration BEFORE_THE_NEXT = Duration.ofSeconds(1);

    /** The forms there are. */
    enum Form {
        TEXT,
        JSON
    }

    /** Waits before the next agent is asked. */
    @FunctionalInterface
    interface Pause {
        /** @return false if none is to be asked any more */
        boolean over() throws InterruptedException;
    }

    private final Pause pause;
    private final Duration silence;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            split = ",",
            defaultValue = "${env:QUORUMVIP_HTTP:-127.0.0.1:9900}",
            converter = EndpointConverter.class,
            description = "the agent's HTTP address, or those of several, which are asked in turn until one answers"
                    + " (env QUORUMVIP_HTTP); default: ${DEFAULT-VALUE}")
    private List<Endpoint> endpoints = List.of();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = TimeoutConverter.class,
            description = "how long to wait for an answer, such as 500ms, 5s or 1m; default: ${DEFAULT-VALUE}")
    private Duration timeout = Duration.ofSeconds(5);

    @Mixin
    private TlsOptions tls = new TlsOptions();

    @Option(
            names = {"-f", "--follow"},
            description = "go on with what happens, until Ctrl-C; an agent that goes away is replaced by the next one")
    private boolean follow;

    @Option(
            names = "--since",
            paramLabel = "ID",
            description = "only what came after the event with this id; default: all that the agent remembers")
    private @Nullable String since;

    @Option(names = "--vip", paramLabel = "NAME", description = "only what concerns this virtual IP")
    private @Nullable String vip;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "text: a line for each event, for people. json: exactly as the agent sent it, with --follow a"
                    + " line for each event; default: ${DEFAULT-VALUE}")
    private Form form = Form.TEXT;

    EventsCommand() {
        this(
                () -> {
                    Thread.sleep(BEFORE_THE_NEXT);
                    return true;
                },
                SILENCE);
    }

    /** @param silence for how long an agent may say nothing */
    EventsCommand(Pause pause, Duration silence) {
        this.pause = pause;
        this.silence = silence;
    }

    @Override
    public Integer call() throws AgentCallException, InterruptedException {
        List<AgentClient> agents =
                endpoints.stream().map(e -> tls.client(e, timeout)).toList();
        if (follow) {
            follow(agents);
        } else {
            list(agents);
        }
        return ExitCode.OK;
    }

    private void list(List<AgentClient> agents) throws AgentCallException {
        for (int turn = 0; ; turn++) {
            AgentClient agent = agents.get(turn);
            try {
                byte[] body = agent.get(path(false));
                if (form == Form.JSON) {
                    print(new String(body, StandardCharsets.UTF_8));
                } else {
                    agent.read(body, EventList.class).events().forEach(event -> print(EventText.of(event)));
                }
                return;
            } catch (AgentCallException e) {
                if (e.lasting() || turn == agents.size() - 1) {
                    throw e;
                }
                say(CallText.of(e));
            }
        }
    }

    /** An agent that is away is left for the next one; only if none was ever there that is an error. */
    private void follow(List<AgentClient> agents) throws AgentCallException, InterruptedException {
        Optional<String> last = Optional.empty();
        boolean everHeard = false;
        int turn = 0;
        do {
            AgentClient agent = agents.get(turn % agents.size());
            try (EventFeed feed = agent.follow(path(true), last)) {
                if (turn > 0) {
                    say("going on at " + agent + last.map(id -> " after " + id).orElse(""));
                }
                everHeard = true;
                Optional<Block> block = feed.next(silence);
                while (block.isPresent()) {
                    show(agent, block.get());
                    last = Optional.of(block.get().id()).filter(id -> !id.isEmpty());
                    block = feed.next(silence);
                }
                say("the agent at " + agent + " has ended the stream");
            } catch (AgentCallException e) {
                if (e.lasting() || (!everHeard && turn == agents.size() - 1)) {
                    throw e;
                }
                say(CallText.of(e));
            }
            turn++;
        } while (pause.over());
    }

    private void show(AgentClient agent, Block block) throws AgentCallException {
        if (block.data().isEmpty()) {
            return;
        }
        print(
                form == Form.JSON
                        ? block.data()
                        : EventText.of(agent.read(block.data().getBytes(StandardCharsets.UTF_8), ClusterEvent.class)));
    }

    private String path(boolean following) {
        List<String> query = new ArrayList<>(List.of("follow=" + following));
        if (since != null) {
            query.add("since=" + AgentClient.segment(since));
        }
        if (vip != null) {
            query.add("vip=" + AgentClient.segment(vip));
        }
        return PATH + "?" + String.join("&", query);
    }

    /** At once: what happens now is what somebody waits for. */
    private void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }

    private void say(@Nullable String what) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("events: " + what);
        err.flush();
    }
}
