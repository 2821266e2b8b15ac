package dev.quorumvip.agent.config;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.lease.FailoverProfile;
import dev.quorumvip.agent.lease.LeaseTiming;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

class AgentConfigLoaderTest {
    private final Path temp;

    AgentConfigLoaderTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @Test
    void fillsInDefaults() {
        AgentConfig config = ConfigFixture.complete().load();

        assertThat(config.dataDir()).isEqualTo(Path.of("/var/lib/quorumvip"));
        assertThat(config.bindCluster()).hasToString("192.0.2.1:8800");
        assertThat(config.bindHttp()).isEqualTo(new HostPort("127.0.0.1", 9900));
        assertThat(config.iface()).isEqualTo("eth0");
        assertThat(config.join()).isEmpty();
        assertThat(config.initialPeers()).isEmpty();
        assertThat(config.nodeName()).isEqualTo("node1");
        assertThat(config.awaitFounding()).isFalse();
        assertThat(config.labels()).isEmpty();
        assertThat(config.zoneLabel()).isEqualTo("topology.kubernetes.io/zone");
        assertThat(config.maxVoters()).isEqualTo(7);
        assertThat(config.allowExecChecks()).isFalse();
        assertThat(config.foundingVips()).isEmpty();
        assertThat(config.clusterSecret()).isEmpty();
        assertThat(config.failoverProfile()).isEqualTo(FailoverProfile.BALANCED);
        assertThat(config.timing()).isEqualTo(FailoverProfile.BALANCED.timing());
        assertThat(config.rtPriority()).isEqualTo(AgentConfig.NO_RT_PRIORITY);
        assertThat(config.logFormat()).isEqualTo(LogFormat.TEXT);
        assertThat(config.logLevel()).isEqualTo(Level.INFO);
    }

    @Test
    void readsEveryFlag() throws IOException {
        Path secret = Files.writeString(temp.resolve("secret"), "  0123456789abcdef\n");
        AgentConfig config = ConfigFixture.complete()
                .flag(ConfigKey.BIND_HTTP, "localhost:8080")
                .flag(ConfigKey.JOIN, "192.0.2.2:8800, 192.0.2.3:8801")
                .flag(ConfigKey.NODE_NAME, "rack-7.eu.internal")
                .flag(ConfigKey.LABELS, "zone=a, example.org/disk=ssd, bare=")
                .flag(ConfigKey.ZONE_LABEL, "example.org/row")
                .flag(ConfigKey.MAX_VOTERS, "5")
                .flag(ConfigKey.ALLOW_EXEC_CHECKS, "true")
                .flag(ConfigKey.CLUSTER_SECRET_FILE, secret.toString())
                .flag(ConfigKey.FAILOVER_PROFILE, "conservative")
                .flag(ConfigKey.LEASE_DURATION, "1.5s")
                .flag(ConfigKey.RENEW_INTERVAL, "250ms")
                .flag(ConfigKey.RT_PRIORITY, "20")
                .flag(ConfigKey.LOG_FORMAT, "json")
                .flag(ConfigKey.LOG_LEVEL, "debug")
                .load();

        assertThat(config.bindHttp()).hasToString("localhost:8080");
        assertThat(config.join())
                .extracting(ClusterAddress::toString)
                .containsExactly("192.0.2.2:8800", "192.0.2.3:8801");
        assertThat(config.nodeName()).isEqualTo("rack-7.eu.internal");
        assertThat(config.labels()).isEqualTo(Map.of("zone", "a", "example.org/disk", "ssd", "bare", ""));
        assertThat(config.zoneLabel()).isEqualTo("example.org/row");
        assertThat(config.maxVoters()).isEqualTo(5);
        assertThat(config.allowExecChecks()).isTrue();
        assertThat(config.clusterSecret())
                .contains(new ClusterSecret("0123456789abcdef".getBytes(StandardCharsets.UTF_8)));
        assertThat(config.failoverProfile()).isEqualTo(FailoverProfile.CONSERVATIVE);
        assertThat(config.timing()).isEqualTo(new LeaseTiming(Duration.ofMillis(1500), Duration.ofMillis(250)));
        assertThat(config.rtPriority()).isEqualTo(20);
        assertThat(config.logFormat()).isEqualTo(LogFormat.JSON);
        assertThat(config.logLevel()).isEqualTo(Level.DEBUG);
    }

    @Test
    void anAgentThatAwaitsItsFoundingHasNoWayInConfigured() {
        assertThat(ConfigFixture.complete()
                        .flag(ConfigKey.AWAIT_FOUNDING, "true")
                        .load()
                        .awaitFounding())
                .isTrue();
        assertThat(ConfigFixture.complete()
                        .flag(ConfigKey.AWAIT_FOUNDING, "true")
                        .flag(ConfigKey.JOIN, "192.0.2.2:8800")
                        .problems())
                .singleElement(as(STRING))
                .startsWith("await-founding (--await-founding): cannot be given together with join (--join)");
        assertThat(ConfigFixture.complete()
                        .flag(ConfigKey.AWAIT_FOUNDING, "true")
                        .env("QUORUMVIP_INITIAL_PEERS", "192.0.2.1:8800")
                        .problems())
                .singleElement(as(STRING))
                .contains("cannot be given together with initial-peers (QUORUMVIP_INITIAL_PEERS)");
        assertThat(ConfigFixture.complete()
                        .flag(ConfigKey.AWAIT_FOUNDING, "false")
                        .flag(ConfigKey.JOIN, "192.0.2.2:8800")
                        .load()
                        .join())
                .hasSize(1);
    }

    @Test
    void wrongRulesForVotersAreNamed() {
        for (String wrong : List.of("0", "2", "9", "many")) {
            assertThat(ConfigFixture.complete()
                            .flag(ConfigKey.MAX_VOTERS, wrong)
                            .problems())
                    .containsExactly("max-voters (--max-voters): '" + wrong + "' is none of 1, 3, 5 and 7");
        }
        assertThat(ConfigFixture.complete().flag(ConfigKey.ZONE_LABEL, "a b").problems())
                .singleElement(as(STRING))
                .startsWith("zone-label (--zone-label): 'a b' is no label's key");
    }

    @Test
    void wrongLabelsAndFlagsAreNamed() {
        assertThat(ConfigFixture.complete()
                        .flag(ConfigKey.LABELS, "zone,=a,-x=1,a=b c,k=1,k=2")
                        .flag(ConfigKey.ALLOW_EXEC_CHECKS, "yes")
                        .problems())
                .satisfiesExactly(
                        zone -> assertThat(zone).isEqualTo("labels (--labels): 'zone' is not KEY=VALUE"),
                        empty -> assertThat(empty).isEqualTo("labels (--labels): '=a' is not KEY=VALUE"),
                        key -> assertThat(key).startsWith("labels (--labels): '-x' is no label's key"),
                        value -> assertThat(value).startsWith("labels (--labels): 'b c' is no label's value"),
                        two -> assertThat(two).isEqualTo("labels (--labels): gives k two values"),
                        exec -> assertThat(exec)
                                .isEqualTo("allow-exec-checks (--allow-exec-checks): 'yes' is neither true nor false"));
    }

    @Test
    void readsTheVipsToBeginWith() throws IOException {
        Path file = Files.writeString(temp.resolve("q.yaml"), """
                iface: eth1
                vips:
                  api:
                    address: 192.0.2.50/24
                    priorities: {cp1: 150}
                    healthChecks:
                      - name: api
                        tcp: {port: 6443}
                  web: {addresses: [192.0.2.60/24, 192.0.2.61/24], paused: true}
                labels: [zone=a]
                """);
        AgentConfig config = ConfigFixture.complete()
                .without(ConfigKey.IFACE)
                .config(file.toString())
                .load();

        assertThat(config.iface()).isEqualTo("eth1");
        assertThat(config.labels()).isEqualTo(Map.of("zone", "a"));
        assertThat(config.foundingVips()).containsOnlyKeys("api", "web");
        assertThat(founding(config, "api").priorityOf("cp1")).isEqualTo(150);
        assertThat(founding(config, "api").healthChecks()).hasSize(1);
        assertThat(founding(config, "web").addresses()).hasSize(2);
        assertThat(founding(config, "web").paused()).isTrue();
    }

    @Test
    void aVipToBeginWithThatNeedsAnotherTimingIsRefused() throws IOException {
        Path file = Files.writeString(temp.resolve("q.yaml"), """
                vips:
                  api: {address: 192.0.2.50/24, failoverProfile: fast}
                  web: {address: 192.0.2.60/24, failoverProfile: balanced}
                """);
        assertThat(ConfigFixture.complete().config(file.toString()).problems())
                .singleElement()
                .asString()
                .contains("vips.api.failoverProfile is fast, and this agent's lease is 500 ms, renewed each 100 ms");
    }

    private static VipDefinition founding(AgentConfig config, String vip) {
        return Objects.requireNonNull(config.foundingVips().get(vip));
    }

    @Test
    void everyProblemOfAVipToBeginWithHasItsLineAndField() throws IOException {
        Path file = Files.writeString(temp.resolve("q.yaml"), """
                vips:
                  Api: {address: 192.0.2.50/24}
                  web:
                    address: 192.0.2.0/24
                    lockDelay: soon
                  a: {address: 192.0.2.60/24}
                  b: {address: 192.0.2.60/32}
                  c: 5
                """);
        assertThat(ConfigFixture.complete().config(file.toString()).problems())
                .satisfiesExactly(
                        name -> assertThat(name).startsWith("vips.Api (" + file + " line 2): the name must be"),
                        network -> assertThat(network).startsWith("vips.web.address (" + file + " line 3): "),
                        delay ->
                                assertThat(delay).startsWith("vips.web.lockDelay (" + file + " line 3): 'soon' is not"),
                        twice -> assertThat(twice).contains("vips.b (", "192.0.2.60/32 is an address of 'a' too"),
                        five -> assertThat(five)
                                .startsWith("vips.c.body (" + file + " line 8): expected a JSON object"));
        Path list = Files.writeString(temp.resolve("list.yaml"), "vips: [a, b]\n");
        assertThat(ConfigFixture.complete().config(list.toString()).problems())
                .singleElement()
                .asString()
                .contains("must be a mapping from names of VIPs to their definitions");
    }

    @Test
    void readsEveryKeyFromTheEnvironment() {
        for (ConfigKey key : ConfigKey.values()) {
            List<String> problems = ConfigFixture.complete()
                    .without(key)
                    .env("QUORUMVIP_" + key.name(), "")
                    .problems();

            assertThat(problems)
                    .anyMatch(problem -> problem.startsWith(key.yaml() + " (QUORUMVIP_" + key.name() + ")"));
        }
    }

    @Test
    void flagWinsOverEnvironmentAndThisOverYamlAndThisOverDefault() throws IOException {
        String file = yaml("node-name: from-yaml");
        ConfigFixture fixture = ConfigFixture.complete();
        assertThat(fixture.load().nodeName()).isEqualTo("node1");

        fixture.config(file);
        assertThat(fixture.load().nodeName()).isEqualTo("from-yaml");

        fixture.env("QUORUMVIP_NODE_NAME", "from-env");
        assertThat(fixture.load().nodeName()).isEqualTo("from-env");

        fixture.flag(ConfigKey.NODE_NAME, "from-flag");
        assertThat(fixture.load().nodeName()).isEqualTo("from-flag");
    }

    @Test
    void findsTheYamlFileThroughTheEnvironmentUnlessAFlagNamesOne() throws IOException {
        String file = yaml("node-name: from-yaml");

        assertThat(ConfigFixture.complete().env("QUORUMVIP_CONFIG", file).load().nodeName())
                .isEqualTo("from-yaml");
        assertThat(ConfigFixture.complete()
                        .env("QUORUMVIP_CONFIG", "/none")
                        .config(file)
                        .load()
                        .nodeName())
                .isEqualTo("from-yaml");
    }

    @Test
    void readsEverythingFromYaml() throws IOException {
        String file = yaml("""
                # founders
                data-dir: /var/lib/q
                bind-cluster: "[2001:DB8:0:0::1]:8800"
                bind-http: 0.0.0.0:9901
                iface: eth1
                initial-peers:
                  - "[2001:db8::1]:8800"
                  - "[2001:db8::2]:8800"
                  - "[2001:db8::3]:8800"
                node-name: 7
                lease-duration: 1s
                """);

        AgentConfig config = ConfigFixture.empty().config(file).load();

        assertThat(config.dataDir()).isEqualTo(Path.of("/var/lib/q"));
        assertThat(config.initialPeers()).hasSize(3).contains(config.bindCluster());
        assertThat(config.bindCluster()).isEqualTo(ClusterAddress.parse("[2001:db8::1]:8800"));
        assertThat(config.nodeName()).isEqualTo("7");
        assertThat(config.timing()).isEqualTo(new LeaseTiming(Duration.ofSeconds(1), Duration.ofMillis(100)));
    }

    @Test
    void reportsAllProblemsTogetherEachWithItsSource() throws IOException {
        String file = yaml("""
                iface: "a/b"
                log-levle: info
                """);

        assertThat(ConfigFixture.empty()
                        .config(file)
                        .flag(ConfigKey.BIND_CLUSTER, "0.0.0.0:8800")
                        .env("QUORUMVIP_LOG_FORMAT", "xml")
                        .flag(ConfigKey.FAILOVER_PROFILE, "slow")
                        .flag(ConfigKey.LEASE_DURATION, "500")
                        .flag(ConfigKey.RT_PRIORITY, "100")
                        .problems())
                .containsExactly(
                        "log-levle (" + file + " line 2): is not a known key: did you mean log-level?",
                        "data-dir (default): is required: give --data-dir, QUORUMVIP_DATA_DIR or 'data-dir:' in the"
                                + " YAML file",
                        "bind-cluster (--bind-cluster): 0.0.0.0 means every address of this machine, but peers must"
                                + " reach this agent at one: give a concrete IP address",
                        "iface (" + file + " line 1): 'a/b' is not an interface name: at most 15 bytes, without '/',"
                                + " ':' and spaces",
                        "failover-profile (--failover-profile): 'slow' is none of fast, balanced, conservative",
                        "lease-duration (--lease-duration): '500' has no unit: write 500ms or 500s",
                        "rt-priority (--rt-priority): '100' is not a real-time priority: 1 (low) to 99 (high), or 0 for"
                                + " none",
                        "log-format (QUORUMVIP_LOG_FORMAT): 'xml' is none of text, json");
    }

    @Test
    void warnsOfVariableThatIsNearlyAKeyButNotOfOthers() {
        assertThat(ConfigFixture.complete()
                        .env("QUORUMVIP_BIND_HTPP", "x")
                        .env("QUORUMVIP_SERVICE_HOST", "10.0.0.1")
                        .env("QUORUMVIP_PORT", "tcp://10.0.0.1:80")
                        .warnings())
                .contains("QUORUMVIP_BIND_HTPP (QUORUMVIP_BIND_HTPP): is not a known variable and has no effect:"
                        + " did you mean QUORUMVIP_BIND_HTTP?")
                .noneMatch(warning -> warning.contains("SERVICE") || warning.contains("QUORUMVIP_PORT"));
    }

    @Test
    void inspectionKeepsWhatIsRightOfAnIncompleteConfiguration() {
        ConfigInspection inspection = ConfigFixture.empty()
                .flag(ConfigKey.BIND_CLUSTER, "192.0.2.1:8800")
                .flag(ConfigKey.INITIAL_PEERS, "192.0.2.1:8800,192.0.2.2:8800,192.0.2.300:8800")
                .inspect();

        assertThat(inspection.missing()).containsExactly(ConfigKey.DATA_DIR, ConfigKey.IFACE);
        assertThat(inspection.bindCluster()).isPresent();
        assertThat(inspection.bindHttp()).contains(new HostPort("127.0.0.1", 9900));
        assertThat(inspection.peers()).extracting(ClusterAddress::toString).containsExactly("192.0.2.2:8800");
        assertThat(inspection.problems())
                .extracting(ConfigProblem::reason)
                .containsExactly("'192.0.2.300' is not an IP address");
    }

    private String yaml(String content) throws IOException {
        return Files.writeString(temp.resolve("quorumvip.yaml"), content).toString();
    }
}
