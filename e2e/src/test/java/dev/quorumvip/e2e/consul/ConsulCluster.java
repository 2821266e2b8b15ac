package dev.quorumvip.e2e.consul;

import static dev.quorumvip.e2e.agent.Cluster.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quorumvip.e2e.agent.HttpExchange;
import dev.quorumvip.e2e.agent.HttpReply;
import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import dev.quorumvip.tls.PemContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * Consul, as the documentation sets it up: three servers, and an agent on each of the other nodes, with TLS and ACLs. Each
 * lives on a node of the test's network.
 */
public final class ConsulCluster implements AutoCloseable {
    public static final int PORT = 8501;

    /** May do everything. */
    public static final String MANAGEMENT = "5a1f3c1e-0000-4000-8000-0000000000aa";

    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestNetwork network;
    private final Path program;
    private final Path directory;
    private final List<Node> servers;
    private final Map<Node, Process> running = new LinkedHashMap<>();
    private final SSLContext tls;

    private ConsulCluster(TestNetwork network, Path program, Path directory, List<Node> servers) throws IOException {
        this.network = network;
        this.program = program;
        this.directory = directory;
        this.servers = List.copyOf(servers);
        Files.createDirectories(directory);
        for (String line : Snippet.named("tls-commands").lines().toList()) {
            consulIn(directory, List.of(line.replaceFirst("^consul ", "").split(" ")));
        }
        // A stranger's CA, for those who are not to be believed.
        Files.createDirectories(directory.resolve("stranger"));
        consulIn(directory.resolve("stranger"), List.of("tls", "ca", "create"));
        this.tls = PemContext.of(
                List.of(certificate("consul-agent-ca.pem")),
                Optional.of(certificate("dc1-client-consul-0.pem")),
                Optional.of(certificate("dc1-client-consul-0-key.pem")),
                Optional.empty(),
                false);
    }

    /** The program that CONSUL_BIN names, if it does. */
    public static Optional<Path> program() {
        return Optional.ofNullable(System.getenv("CONSUL_BIN"))
                .filter(name -> !name.isBlank())
                .map(Path::of);
    }

    /** Starts the servers, and agents on all other nodes; answers when they know a leader. */
    public static ConsulCluster start(TestNetwork network, Path directory, List<Node> servers) throws IOException {
        ConsulCluster consul =
                new ConsulCluster(network, program().orElseThrow().toAbsolutePath(), directory, servers);
        network.nodes().forEach(consul::start);
        if (!await(Duration.ofSeconds(60), () -> network.nodes().stream().allMatch(consul::works))) {
            throw new IllegalStateException("Consul does not work after a minute: see " + directory);
        }
        return consul;
    }

    public List<Node> servers() {
        return servers;
    }

    /** A file that the documented commands made. */
    public Path certificate(String name) {
        return directory.resolve(name);
    }

    /** A CA that vouches for nobody here. */
    public Path strangersAuthority() {
        return directory.resolve("stranger/consul-agent-ca.pem");
    }

    /** Starts what runs on a node, again if it ended. */
    public void start(Node node) {
        try {
            Path home = directory.resolve(node.name());
            Files.createDirectories(home);
            Files.writeString(home.resolve("agent.json"), configuration(node, home));
            String role = servers.contains(node) ? "server" : "client";
            String tlsConfig = Snippet.named("tls-agent")
                    .replace("/etc/consul.d/", directory + "/")
                    .replace("dc1-client-consul-0", "dc1-" + role + "-consul-0");
            Files.writeString(home.resolve("tls.hcl"), tlsConfig);
            Files.writeString(home.resolve("servers.hcl"), Snippet.named("server-timers"));
            Files.writeString(home.resolve("gossip.hcl"), Snippet.named("gossip-timers"));
            running.put(
                    node,
                    node.namespace()
                            .start(
                                    List.of(program.toString(), "agent", "-config-dir=" + home),
                                    directory.resolve(node.name() + ".log")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String configuration(Node node, Path home) throws IOException {
        boolean server = servers.contains(node);
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("node_name", node.name());
        config.put("data_dir", home.resolve("data").toString());
        config.put("bind_addr", node.address());
        config.put("client_addr", "0.0.0.0");
        config.put("retry_join", servers.stream().map(Node::address).toList());
        config.put("retry_interval", "1s");
        config.put("server", server);
        config.put("disable_update_check", true);
        config.put("enable_script_checks", false);
        config.put("leave_on_terminate", false);
        config.put("connect", Map.of("enabled", false));
        config.put(
                "acl",
                Map.of(
                        "enabled",
                        true,
                        "default_policy",
                        "deny",
                        "tokens",
                        Map.of("master", MANAGEMENT, "agent", MANAGEMENT)));
        if (server) {
            config.put("bootstrap_expect", servers.size());
        }
        return JSON.writeValueAsString(config);
    }

    /** {@code kill -9}. */
    public void kill(Node node) {
        Process process = running.remove(node);
        if (process != null) {
            process.destroyForcibly();
            Command.awaitEnd(process, Duration.ofSeconds(10));
        }
    }

    /** Whether the agent there knows a leader, and ACLs as they are today: for some seconds it does as Consul 1.3 did. */
    public boolean works(Node node) {
        try {
            HttpReply reply = ask(node, "GET", "/v1/kv/?keys&consistent", "", MANAGEMENT);
            return (reply.status() == 200 || reply.status() == 404)
                    && ask(node, "GET", "/v1/acl/policies", "", MANAGEMENT).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** The server that leads, in the eyes of the agent there. */
    public Optional<Node> leaderSeenBy(Node node) {
        try {
            String address =
                    ask(node, "GET", "/v1/status/leader", "", MANAGEMENT).body();
            return servers.stream()
                    .filter(server -> address.contains("\"" + server.address() + ":"))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** One request to the agent of a node, from that node. */
    public HttpReply ask(Node node, String method, String path, String body, String token) throws IOException {
        return HttpExchange.send(
                node.namespace(),
                new InetSocketAddress("127.0.0.1", PORT),
                Optional.of(tls),
                method,
                path + (path.contains("?") ? "&" : "?") + "token=" + token,
                body,
                ANSWER);
    }

    /** The same, which must succeed. */
    public JsonNode done(Node node, String method, String path, String body) {
        try {
            HttpReply reply = ask(node, method, path, body, MANAGEMENT);
            if (reply.status() != 200) {
                throw new IllegalStateException(method + " " + path + ": " + reply);
            }
            return reply.body().isBlank() ? JSON.nullNode() : JSON.readTree(reply.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value of a key as a majority of the servers has it; empty if there is none. */
    public Optional<String> value(Node node, String key) throws IOException {
        HttpReply reply = ask(node, "GET", "/v1/kv/" + key + "?consistent", "", MANAGEMENT);
        return switch (reply.status()) {
            case 200 ->
                Optional.of(new String(
                        Base64.getDecoder().decode(reply.json().at("/0/Value").asText("")), UTF_8));
            case 404 -> Optional.empty();
            default -> throw new IOException(reply.toString());
        };
    }

    /** The token that the documentation's commands make, of the policy that it prints. */
    public String printedToken(Node node) throws IOException {
        Files.writeString(directory.resolve("quorumvip-elect.hcl"), Snippet.named("policy"));
        String output = "";
        for (String line : Snippet.named("policy-commands").lines().toList()) {
            String command = "cd " + directory + " && " + program + line.replaceFirst("^consul", "");
            Command.Outcome outcome = inEnvironment(node, List.of("sh", "-c", command));
            if (!outcome.succeeded()) {
                throw new IllegalStateException(line + ": " + outcome.output());
            }
            output = outcome.output();
        }
        return output.lines()
                .filter(line -> line.startsWith("SecretID:"))
                .map(line -> line.substring("SecretID:".length()).strip())
                .findFirst()
                .orElseThrow();
    }

    /** A new token with these rules. */
    public String token(Node node, String name, String rules) {
        String policy = done(
                        node,
                        "PUT",
                        "/v1/acl/policy",
                        JSON.createObjectNode()
                                .put("Name", name)
                                .put("Rules", rules)
                                .toString())
                .path("ID")
                .asText();
        return done(node, "PUT", "/v1/acl/token", "{\"Policies\":[{\"ID\":\"" + policy + "\"}]}")
                .path("SecretID")
                .asText();
    }

    /** Consul knows this token no more, as after its expiry. */
    public void forget(Node node, String token) {
        JsonNode self;
        try {
            self = ask(node, "GET", "/v1/acl/token/self", "", token).json();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        done(node, "DELETE", "/v1/acl/token/" + self.path("AccessorID").asText(), "");
    }

    /** Consul's command line on a node, with the management token. */
    public Command.Outcome cli(Node node, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return inEnvironment(node, command);
    }

    private Command.Outcome inEnvironment(Node node, List<String> command) {
        List<String> all = new ArrayList<>(List.of(
                "env",
                "CONSUL_HTTP_ADDR=https://127.0.0.1:" + PORT,
                "CONSUL_CACERT=" + certificate("consul-agent-ca.pem"),
                "CONSUL_CLIENT_CERT=" + certificate("dc1-client-consul-0.pem"),
                "CONSUL_CLIENT_KEY=" + certificate("dc1-client-consul-0-key.pem"),
                "CONSUL_HTTP_TOKEN=" + MANAGEMENT));
        all.addAll(command);
        return node.namespace().attempt(all, Duration.ofSeconds(20));
    }

    private void consulIn(Path where, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .directory(where.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(where.resolve("commands.log").toFile())
                    .start();
            if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(
                        String.join(" ", command) + ": " + Files.readString(where.resolve("commands.log")));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        List.copyOf(running.keySet()).forEach(this::kill);
    }
}
