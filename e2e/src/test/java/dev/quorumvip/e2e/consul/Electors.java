package dev.quorumvip.e2e.consul;

import dev.quorumvip.e2e.agent.AgentProcess;
import dev.quorumvip.e2e.agent.Launcher;
import dev.quorumvip.e2e.fault.Services;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Electors, each started as the documentation's systemd unit starts it, on a machine with a host name of its own. */
public final class Electors implements Services {
    public static final String KEY = "network/web/vip";

    private final TestNetwork network;
    private final ConsulCluster consul;
    private final Path directory;
    private final String vip;
    private final Map<Node, AgentProcess> running = new LinkedHashMap<>();
    private final Map<Node, List<String>> commands = new LinkedHashMap<>();

    /** @param vip in place of the one that is printed */
    public Electors(TestNetwork network, ConsulCluster consul, Path directory, String vip) {
        this.network = network;
        this.consul = consul;
        this.directory = directory;
        this.vip = vip;
    }

    /** The token's file, which electors read for each request. */
    public Path tokenFile(Node node) {
        return home(node).resolve("consul.token");
    }

    /** The CA's file of an elector. */
    public Path authority(Node node) {
        return home(node).resolve("consul-agent-ca.pem");
    }

    /** Puts in place what the documentation puts there, with this token. */
    public void install(Node node, String token) {
        try {
            Files.createDirectories(home(node));
            for (String name :
                    List.of("consul-agent-ca.pem", "dc1-client-consul-0.pem", "dc1-client-consul-0-key.pem")) {
                Files.write(home(node).resolve(name), Files.readAllBytes(consul.certificate(name)));
            }
            Files.writeString(tokenFile(node), token + "\n");
            Files.writeString(vipManagerFile(node), Snippet.named("vip-manager", "192.0.2.5", vip));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** vip-manager's file. */
    public Path vipManagerFile(Node node) {
        return home(node).resolve("vip-manager.yml");
    }

    private Path home(Node node) {
        return directory.resolve("elect-" + node.name());
    }

    /**
     * Starts one as printed, with more options, which win over those.
     *
     * @param more each an option with its value, such as {@code --ttl=20s}; one that ends in a minus takes it out
     */
    public void start(Node node, String... more) {
        start(node, printedVariables(node), more);
    }

    /** The environment that is printed. */
    public Map<String, String> printedVariables(Node node) {
        Map<String, String> variables = new LinkedHashMap<>();
        Snippet.named("env")
                .lines()
                .forEach(line -> variables.put(
                        line.substring(0, line.indexOf('=')),
                        line.substring(line.indexOf('=') + 1)
                                .replace("/etc/quorumvip", home(node).toString())));
        return variables;
    }

    /** The same with other variables than those printed. */
    public void start(Node node, Map<String, String> variables, String... more) {
        Map<String, String> options = new LinkedHashMap<>();
        String line = Snippet.named("unit")
                .lines()
                .filter(each -> each.startsWith("ExecStart="))
                .findFirst()
                .orElseThrow();
        List<String> words =
                new ArrayList<>(List.of(line.substring("ExecStart=".length()).split(" ")));
        String program = words.removeFirst()
                .replace("/opt/quorumvip/bin/quorumvip", Launcher.path().toString());
        String command = words.removeFirst();
        words.addAll(Arrays.asList(more));
        for (String word : words) {
            String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            options.put(
                    name,
                    word.replace("/etc/vip-manager.yml", vipManagerFile(node).toString()));
        }
        options.keySet().removeIf(name -> name.endsWith("-"));
        Arrays.stream(more)
                .filter(word -> word.endsWith("-"))
                .forEach(word -> options.remove(word.substring(0, word.length() - 1)));

        List<String> all = new ArrayList<>(List.of("env"));
        variables.forEach((name, value) -> all.add(name + "=" + value));
        // A host name of its own, and exec, so that the process that is started is the elector.
        all.addAll(
                List.of("unshare", "--uts", "sh", "-c", "hostname " + node.name() + ".example && exec \"$@\"", "sh"));
        all.add(program);
        all.add(command);
        all.addAll(options.values());
        commands.put(node, List.copyOf(all));
        restart(node);
    }

    /** Those that the unit leaves it: none, unless the lines for {@code --bind} are there. */
    private static String capabilities(boolean bind) {
        if (!bind) {
            return "";
        }
        String line = Snippet.named("unit-bind")
                .lines()
                .filter(each -> each.startsWith("CapabilityBoundingSet="))
                .findFirst()
                .orElseThrow();
        return Arrays.stream(line.substring(line.indexOf('=') + 1).split(" "))
                .map(name -> ",+" + name.substring("CAP_".length()).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    public boolean runs(Node node) {
        AgentProcess process = running.get(node);
        return process != null && process.isAlive();
    }

    /** What the elector there has written in this life. */
    public String output(Node node) {
        return process(node).output();
    }

    /** How many of its lines have this text. */
    public long count(Node node, String text) {
        return output(node).lines().filter(line -> line.contains(text)).count();
    }

    private AgentProcess process(Node node) {
        AgentProcess process = running.get(node);
        if (process == null) {
            throw new IllegalStateException("no elector was started on " + node);
        }
        return process;
    }

    @Override
    public TestNetwork network() {
        return network;
    }

    @Override
    public void kill(Node node) {
        process(node).kill();
    }

    @Override
    public void pause(Node node) {
        process(node).pause();
    }

    @Override
    public void resume(Node node) {
        process(node).resume();
    }

    @Override
    public void terminate(Node node) {
        process(node).terminate();
    }

    @Override
    public OptionalInt awaitEnd(Node node, Duration limit) {
        return process(node).awaitEnd(limit);
    }

    @Override
    public void restart(Node node) {
        running.put(
                node,
                AgentProcess.startCommand(
                        node,
                        commands.getOrDefault(node, List.of()),
                        directory.resolve("elect-" + node.name() + ".log")));
    }

    /** Ends those that still run, cleanly where they can. */
    public void stopAll() {
        running.values().stream().filter(AgentProcess::isAlive).forEach(AgentProcess::terminate);
        running.values().forEach(process -> {
            if (process.awaitEnd(Duration.ofSeconds(10)).isEmpty()) {
                process.resume();
                process.kill();
            }
        });
    }
}
