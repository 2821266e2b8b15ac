package dev.quorumvip.e2e.agent;

import dev.quorumvip.e2e.fault.Services;
import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.MacAddress;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;

/**
 * A network with an agent on each node, or on some. Everything the agents write is under one directory: {@code NODE/}
 * is a node's data, {@code NODE.log} its agent's output through all lives.
 */
public final class Cluster implements Services, AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int LAST_LINES = 12;

    private final TestNetwork network;
    private final Path directory;
    private final Path secret;
    private final Map<Node, AgentProcess> agents = new HashMap<>();
    private final Map<Node, AgentOptions> options = new HashMap<>();
    private String javaOptions = "";
    private Optional<SSLContext> tls = Optional.empty();

    private Cluster(TestNetwork network, Path directory, Path secret) {
        this.network = network;
        this.directory = directory;
        this.secret = secret;
    }

    /** @param directory is made; what an earlier run left in it is removed */
    public static Cluster on(TestNetwork network, Path directory) throws IOException {
        deleteTree(directory);
        Files.createDirectories(directory);
        Path secret = directory.resolve("cluster.secret");
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, HexFormat.of().formatHex(key) + "\n");
        return new Cluster(network, directory, secret);
    }

    @Override
    public TestNetwork network() {
        return network;
    }

    public List<Node> nodes() {
        return network.nodes();
    }

    public Path directory() {
        return directory;
    }

    public Path dataDir(Node node) {
        return directory.resolve(node.name());
    }

    public Path log(Node node) {
        return directory.resolve(node.name() + ".log");
    }

    /** The options of an agent that founds a cluster alone on this node. */
    public AgentOptions optionsAlone(Node node) {
        return AgentOptions.alone(node, dataDir(node), secret);
    }

    /** Starts agents on these nodes that found the cluster together. */
    public void found(List<Node> founders, String... more) {
        for (Node node : founders) {
            start(node, optionsAlone(node).foundedBy(founders).with(more));
        }
    }

    /** For the agents started from now on: more options of their JVM. */
    public void javaOptions(String more) {
        javaOptions = more;
    }

    public AgentProcess start(Node node, AgentOptions chosen) {
        options.put(node, chosen);
        return start(node);
    }

    /** Starts the node's agent as it was started last. */
    public AgentProcess start(Node node) {
        AgentOptions chosen = options.get(node);
        if (chosen == null) {
            throw new IllegalStateException("no agent was ever started on " + node);
        }
        AgentProcess running = agents.get(node);
        if (running != null && running.isAlive()) {
            throw new IllegalStateException("the agent on " + node + " runs already");
        }
        AgentProcess agent = AgentProcess.start(node, chosen, javaOptions, log(node));
        agents.put(node, agent);
        return agent;
    }

    /** The node's present or last agent. */
    public AgentProcess agent(Node node) {
        return Optional.ofNullable(agents.get(node))
                .orElseThrow(() -> new IllegalStateException("no agent on " + node));
    }

    @Override
    public void kill(Node node) {
        agent(node).kill();
    }

    @Override
    public void pause(Node node) {
        agent(node).pause();
    }

    @Override
    public void resume(Node node) {
        agent(node).resume();
    }

    @Override
    public void terminate(Node node) {
        agent(node).terminate();
    }

    @Override
    public OptionalInt awaitEnd(Node node, Duration limit) {
        return agent(node).awaitEnd(limit);
    }

    @Override
    public void restart(Node node) {
        start(node);
    }

    public boolean runs(Node node) {
        AgentProcess agent = agents.get(node);
        return agent != null && agent.isAlive();
    }

    /** The nodes whose agents run, stopped by SIGSTOP or not. */
    public List<Node> running() {
        return nodes().stream().filter(this::runs).toList();
    }

    /** From now on the agents are asked over HTTPS, by the one whom {@code caller} shows. */
    public void askAs(SSLContext caller) {
        tls = Optional.of(caller);
    }

    public AgentRest rest(Node node) {
        return new AgentRest(node, tls);
    }

    /** Runs {@code bin/quorumvip} on a node to its end. */
    public Command.Outcome cli(Node node, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Launcher.path().toString()));
        command.addAll(List.of(arguments));
        return node.namespace().attempt(command, Duration.ofSeconds(30));
    }

    /** The node that leads, in the eyes of the first agent that answers; empty if it knows of none. */
    public Optional<Node> leader() {
        for (Node node : nodes()) {
            Optional<String> name = rest(node)
                    .tryGet("/v1/status")
                    .map(reply -> reply.json().path("leader").path("name").asText());
            if (name.isPresent()) {
                return nodes().stream()
                        .filter(each -> each.name().equals(name.get()))
                        .findFirst();
            }
        }
        return Optional.empty();
    }

    public Optional<Node> nodeOf(MacAddress mac) {
        return network.nodeOf(mac);
    }

    /** The name of the node with that address, or the address. */
    public String nameOf(MacAddress mac) {
        return nodeOf(mac).map(Node::name).orElse(mac.toString());
    }

    /** Waits until each of these agents says that it is ready to take a VIP; false when one was not in time. */
    public boolean awaitReady(List<Node> expected, Duration limit) {
        return await(limit, () -> expected.stream().allMatch(node -> rest(node).ready()));
    }

    /** Waits until this many members are voters, in the eyes of {@code witness}; false when they were not in time. */
    public boolean awaitVoters(int count, Node witness, Duration limit) {
        return await(limit, () -> rest(witness).voters().size() == count);
    }

    /**
     * Waits until agents that were started together are ready, and all of them voters; false when they were not in
     * time.
     */
    public boolean awaitFounded(Duration limit) {
        long start = System.nanoTime();
        return awaitReady(nodes(), limit)
                && awaitVoters(nodes().size(), nodes().getFirst(), limit.minusNanos(System.nanoTime() - start));
    }

    /** Asks again and again; false when the answer was still no after {@code limit}. */
    public static boolean await(Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return true;
    }

    /**
     * What a person would look at first when something did not come to pass: of each node whether its agent runs,
     * whether it is ready and if not why, and the end of its log.
     */
    public String condition() {
        StringBuilder text = new StringBuilder();
        for (Node node : nodes()) {
            text.append(node).append(runs(node) ? ": runs" : ": does not run");
            rest(node)
                    .tryGet("/readyz")
                    .ifPresentOrElse(
                            reply -> text.append(", ").append(reply.body()), () -> text.append(", does not answer"));
            text.append('\n');
            lastLines(log(node)).forEach(line -> text.append("  ").append(line).append('\n'));
        }
        return text.toString();
    }

    private static List<String> lastLines(Path log) {
        try {
            List<String> all = Files.readAllLines(log);
            return all.subList(Math.max(0, all.size() - LAST_LINES), all.size());
        } catch (IOException none) {
            return List.of();
        }
    }

    /** The size of a node's data directory, in bytes. */
    public long dataBytes(Node node) {
        Path data = dataDir(node);
        if (!Files.isDirectory(data)) {
            return 0;
        }
        try (var files = Files.walk(data)) {
            return files.mapToLong(Cluster::sizeIfStillThere).sum();
        } catch (IOException | UncheckedIOException e) {
            // A log segment was purged while it was walked over; the next look will be whole.
            return 0;
        }
    }

    private static long sizeIfStillThere(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException purgedMeanwhile) {
            return 0;
        }
    }

    /** Removes all that the node's agent knew. */
    public void wipe(Node node) {
        if (runs(node)) {
            throw new IllegalStateException("the agent on " + node + " still runs");
        }
        try {
            deleteTree(dataDir(node));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes a directory with all that is in it; one that is not there is fine. */
    public static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (var files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Kills all agents, and removes the network. The directory stays, for who wants to read the logs. */
    @Override
    public void close() {
        agents.values().forEach(AgentProcess::kill);
        network.close();
    }
}
