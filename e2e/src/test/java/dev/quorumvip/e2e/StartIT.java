package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.agent.AgentProcess;
import dev.quorumvip.e2e.agent.Launcher;
import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Starting an agent: wrongly, with leftovers, and without root. */
class StartIT extends ClusterFixture {
    private static final String NOBODY = "65534";
    private static final String CAPABILITIES = "-all,+net_admin,+net_raw";

    /** One node serves alone; the second is for agents that are started by the tests. */
    @Override
    int nodeCount() {
        return 2;
    }

    @Override
    void form() {
        cluster.start(node(1), cluster.optionsAlone(node(1)));
        awaitReady(List.of(node(1)));
        assertThat(rest(node(1)).putVip(CIDR).status()).isEqualTo(202);
        awaitServed(Instant.now(), SERVED_AGAIN);
    }

    @Override
    boolean whole() {
        return cluster.runs(node(1)) && rest(node(1)).ready();
    }

    @Test
    void reportsAllProblemsOfTheConfigurationAtOnce() {
        Command.Outcome outcome = cluster.cli(
                node(2),
                "start",
                "--bind-cluster",
                "not an address",
                "--failover-profile",
                "instant",
                "--bind-http",
                "127.0.0.1:99999");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.output()).contains("data-dir", "iface", "bind-cluster", "failover-profile", "bind-http");
    }

    @Test
    void portInUseIsOneLineAndNoStackTrace() throws IOException {
        Path other = Files.createDirectories(cluster.directory().resolve("other"));
        AgentProcess second = AgentProcess.start(
                node(1),
                cluster.optionsAlone(node(1)).storedIn(other),
                "",
                cluster.directory().resolve("second.log"));
        OptionalInt exit = second.awaitEnd(READY);
        second.kill();
        assertThat(exit).isPresent();
        assertThat(exit.orElseThrow()).isNotZero();
        assertThat(second.output()).contains("8800").doesNotContain("\tat ");
        assertThat(holder()).isEqualTo(node(1));
    }

    @Test
    void addressLeftByAnEarlierLifeIsTakenOff() {
        Node node = node(1);
        assertThat(rest(node).putVip("10.77.0.70/24").status()).isEqualTo(202);
        awaitTrue("the other address is bound", SERVED_AGAIN, () -> shows(node, "10.77.0.70"));
        cluster.agent(node)
                .pause(); // so that it cannot tidy up, and the address is on the interface when the next life starts
        cluster.agent(node).kill();
        cluster.start(node);
        awaitReady(List.of(node));
        assertThat(rest(node).putVip(CIDR).status()).isEqualTo(202);
        awaitServed(Instant.now(), SERVED_AGAIN);
        awaitTrue("the former address is gone", SERVED_AGAIN, () -> !shows(node, "10.77.0.70"));
    }

    /** As the systemd unit has it: another user, and no more than two capabilities. */
    @Test
    void needsNoRootButTwoCapabilities() throws IOException {
        Path installed = install();
        Path data = Files.createDirectories(installed.resolve("data"));
        Path secret = Files.copy(cluster.directory().resolve("cluster.secret"), installed.resolve("secret"));
        Command.run("chown", "-R", NOBODY + ":" + NOBODY, data.toString(), secret.toString());
        List<String> command = new ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "--no-new-privs",
                "--bounding-set=" + CAPABILITIES,
                "--inh-caps=" + CAPABILITIES,
                "--ambient-caps=" + CAPABILITIES,
                installed.resolve("bin/quorumvip").toString()));
        command.addAll(
                cluster.optionsAlone(node(2)).storedIn(data).withSecret(secret).arguments());
        AgentProcess agent = AgentProcess.startCommand(node(2), command, cluster.log(node(2)));
        try {
            awaitReady(List.of(node(2)));
            assertThat(Files.readString(Path.of("/proc/" + agent.pid() + "/status")))
                    .containsPattern("Uid:\\s+65534\\s+65534\\s+65534\\s+65534")
                    .containsPattern("CapEff:\\s+0000000000003000");
            assertThat(rest(node(2)).putVip("10.77.0.80/24").status()).isEqualTo(202);
            awaitTrue("the address is bound", Duration.ofSeconds(5), () -> shows(node(2), "10.77.0.80"));
        } finally {
            agent.kill();
            Command.run("rm", "-rf", installed.toString());
        }
    }

    /** A copy that any user can read, wherever the checkout is. */
    private static Path install() throws IOException {
        Path installed = Files.createTempDirectory("quorumvip-installed-");
        Path home = Launcher.path().resolve("../..").normalize();
        Command.run("mkdir", "-p", installed + "/bin/lib", installed + "/lib");
        Command.run("cp", Launcher.path().toString(), installed + "/bin/");
        Command.run("cp", home + "/bin/lib/find-java.sh", installed + "/bin/lib/");
        Command.run(
                "sh",
                "-c",
                "cp " + home + "/agent/target/agent-*.jar " + home + "/agent/target/lib/*.jar " + installed + "/lib/");
        Command.run("chmod", "-R", "go+rX", installed.toString());
        return installed;
    }

    private static boolean shows(Node node, String address) {
        return node.namespace().ip("-oneline", "address", "show", "to", address).contains(address);
    }
}
