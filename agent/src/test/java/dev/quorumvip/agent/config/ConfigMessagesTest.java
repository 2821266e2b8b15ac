package dev.quorumvip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeName;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of each wrong value. */
class ConfigMessagesTest {

    @ParameterizedTest
    @MethodSource
    void explainsWrongValue(ConfigKey key, String value, String reason) {
        assertThat(ConfigFixture.complete().flag(key, value).problems())
                .containsExactly(key.yaml() + " (" + key.flag() + "): " + reason);
    }

    static Stream<Arguments> explainsWrongValue() {
        return Stream.of(
                arguments(ConfigKey.DATA_DIR, " ", "is empty: give a value, or leave it out"),
                arguments(ConfigKey.DATA_DIR, "a\0b", "is not a path: Nul character not allowed: a\0b"),
                arguments(
                        ConfigKey.DATA_DIR,
                        "/proc/self/status",
                        "/proc/self/status is a file, but must be a directory"),
                arguments(ConfigKey.BIND_CLUSTER, "192.0.2.1", "'192.0.2.1' has no port: write IP:PORT"),
                arguments(ConfigKey.BIND_CLUSTER, "[2001:db8::1]", "'[2001:db8::1]' has no port: write IP:PORT"),
                arguments(ConfigKey.BIND_CLUSTER, ":8800", "':8800' has nothing before the port: write IP:PORT"),
                arguments(
                        ConfigKey.BIND_CLUSTER,
                        "2001:db8::1:8800",
                        "'2001:db8::1:8800' is not IP:PORT: write an IPv6 address in brackets, as in"
                                + " [2001:db8::1]:8800"),
                arguments(ConfigKey.BIND_CLUSTER, "192.0.2.1:x", "port 'x' is not a number from 1 to 65535"),
                arguments(ConfigKey.BIND_CLUSTER, "192.0.2.1:0", "port 0 is not from 1 to 65535"),
                arguments(ConfigKey.BIND_CLUSTER, "192.0.2.1:65536", "port 65536 is not from 1 to 65535"),
                arguments(ConfigKey.BIND_CLUSTER, "node1:8800", "'node1' is not an IP address"),
                arguments(ConfigKey.BIND_CLUSTER, "192.0.2.256:8800", "'192.0.2.256' is not an IP address"),
                arguments(ConfigKey.BIND_CLUSTER, "192.0.2.01:8800", "'192.0.2.01' is not an IP address"),
                arguments(ConfigKey.BIND_CLUSTER, "192.0.2:8800", "'192.0.2' is not an IP address"),
                arguments(ConfigKey.BIND_CLUSTER, "[[::1]]:8800", "'[::1]' is not an IP address"),
                arguments(ConfigKey.BIND_CLUSTER, "[2001:db8:::1]:8800", "'2001:db8:::1' is not an IP address"),
                arguments(
                        ConfigKey.BIND_CLUSTER,
                        "[fe80::1%eth0]:8800",
                        "'fe80::1%eth0' has a zone: give an address without one"),
                arguments(
                        ConfigKey.BIND_CLUSTER,
                        "[fe80::1]:8800",
                        "fe80::1 is a link-local address, which means another machine on each interface: give a global"
                                + " or unique local one"),
                arguments(
                        ConfigKey.BIND_CLUSTER,
                        "[::ffff:192.0.2.1]:8800",
                        "'::ffff:192.0.2.1' is an IPv4 address in IPv6 form: write 192.0.2.1"),
                arguments(
                        ConfigKey.BIND_CLUSTER,
                        "[::]:8800",
                        ":: means every address of this machine, but peers must reach this agent at one: give a"
                                + " concrete IP address"),
                arguments(
                        ConfigKey.BIND_CLUSTER,
                        "224.0.0.1:8800",
                        "224.0.0.1 is a multicast address, not the address of one machine"),
                arguments(
                        ConfigKey.BIND_CLUSTER,
                        "255.255.255.255:8800",
                        "255.255.255.255 is the broadcast address, not the address of one machine"),
                arguments(ConfigKey.BIND_HTTP, "9900", "'9900' has no port: write HOST:PORT"),
                arguments(ConfigKey.BIND_HTTP, "127.0.0.300:9900", "'127.0.0.300' is not an IP address"),
                arguments(ConfigKey.BIND_HTTP, "my_host:9900", "'my_host' is neither a host name nor an IP address"),
                arguments(
                        ConfigKey.BIND_HTTP,
                        "0.0.0.0:8800",
                        "0.0.0.0:8800 and bind-cluster 192.0.2.1:8800 want the same TCP port: give them two"),
                arguments(
                        ConfigKey.BIND_HTTP,
                        "192.0.2.1:8800",
                        "192.0.2.1:8800 and bind-cluster 192.0.2.1:8800 want the same TCP port: give them two"),
                arguments(
                        ConfigKey.IFACE,
                        "sixteencharacter",
                        "'sixteencharacter' is not an interface name: at most 15 bytes, without '/', ':' and spaces"),
                arguments(
                        ConfigKey.IFACE,
                        "eth0:1",
                        "'eth0:1' is not an interface name: at most 15 bytes, without '/', ':' and spaces"),
                arguments(
                        ConfigKey.IFACE,
                        "..",
                        "'..' is not an interface name: at most 15 bytes, without '/', ':' and spaces"),
                arguments(ConfigKey.JOIN, "192.0.2.2:8800,", "has an empty entry"),
                arguments(ConfigKey.JOIN, "192.0.2.2:8800,192.0.2.2:8800", "names 192.0.2.2:8800 twice"),
                arguments(
                        ConfigKey.JOIN, "192.0.2.1:8800", "names only this agent itself: name a member of the cluster"),
                arguments(
                        ConfigKey.JOIN,
                        "[2001:db8::2]:8800",
                        "[2001:db8:0:0:0:0:0:2]:8800 is an IPv6 address, but bind-cluster 192.0.2.1:8800 is an IPv4 address:"
                                + " agents of one cluster speak one of the two"),
                arguments(
                        ConfigKey.INITIAL_PEERS,
                        "192.0.2.2:8800,192.0.2.3:8800,192.0.2.4:8800",
                        "does not contain this agent's own bind-cluster address 192.0.2.1:8800"),
                arguments(
                        ConfigKey.INITIAL_PEERS,
                        "192.0.2.1:8800,192.0.2.2:8800,192.0.2.2:8800",
                        "names 192.0.2.2:8800 twice"),
                arguments(
                        ConfigKey.INITIAL_PEERS,
                        "192.0.2.1:1,192.0.2.1:2,192.0.2.1:3,192.0.2.1:4,192.0.2.1:5,192.0.2.1:6,192.0.2.1:7,"
                                + "192.0.2.1:8800",
                        "names 8 peers, but at most 7 found a cluster; further nodes join it"),
                arguments(ConfigKey.NODE_NAME, "Node1", "'Node1' is not a node's name: " + NodeName.RULE),
                arguments(ConfigKey.NODE_NAME, "a..b", "'a..b' is not a node's name: " + NodeName.RULE),
                arguments(ConfigKey.NODE_NAME, "a-", "'a-' is not a node's name: " + NodeName.RULE),
                arguments(
                        ConfigKey.FAILOVER_PROFILE,
                        "Fast",
                        "'Fast' is none of fast, balanced, conservative: did you mean fast?"),
                arguments(ConfigKey.LEASE_DURATION, "soon", "'soon' is not a duration: write for example 200ms or 2s"),
                arguments(ConfigKey.LEASE_DURATION, "-2s", "'-2s' is not a duration: write for example 200ms or 2s"),
                arguments(ConfigKey.LEASE_DURATION, "31s", "is 31s, but must be from 100ms to 30s"),
                arguments(
                        ConfigKey.LEASE_DURATION,
                        "200ms",
                        "renew-interval, as the profile balanced sets it, is 100ms, but must be at most a fifth of the"
                                + " lease duration of 200ms, that is 40ms: set renew-interval too"),
                arguments(ConfigKey.RENEW_INTERVAL, "1ms", "is 1ms, but must be at least 10ms"),
                arguments(
                        ConfigKey.RENEW_INTERVAL,
                        "101ms",
                        "is 101ms, but must be at most a fifth of the lease duration of 500ms, that is 100ms"),
                arguments(ConfigKey.LOG_FORMAT, "jsn", "'jsn' is none of text, json: did you mean json?"),
                arguments(ConfigKey.LOG_LEVEL, "loud", "'loud' is none of error, warn, info, debug, trace"));
    }

    @Test
    void explainsWrongTimingOfBothNumbersAtBothKeys() {
        assertThat(ConfigFixture.complete()
                        .flag(ConfigKey.LEASE_DURATION, "50ms")
                        .flag(ConfigKey.RENEW_INTERVAL, "9ms")
                        .problems())
                .containsExactly(
                        "lease-duration (--lease-duration): is 50ms, but must be from 100ms to 30s",
                        "renew-interval (--renew-interval): is 9ms, but must be at least 10ms");
    }

    @Test
    void checksGivenDurationsEvenIfTheProfileIsWrong() {
        assertThat(ConfigFixture.complete()
                        .flag(ConfigKey.FAILOVER_PROFILE, "slow")
                        .flag(ConfigKey.RENEW_INTERVAL, "1")
                        .problems())
                .containsExactly(
                        "failover-profile (--failover-profile): 'slow' is none of fast, balanced, conservative",
                        "renew-interval (--renew-interval): '1' has no unit: write 1ms or 1s");
    }

    @Test
    void refusesJoinTogetherWithInitialPeers() {
        assertThat(ConfigFixture.complete()
                        .flag(ConfigKey.INITIAL_PEERS, "192.0.2.1:8800")
                        .env("QUORUMVIP_JOIN", "192.0.2.2:8800")
                        .problems())
                .containsExactly("initial-peers (--initial-peers): cannot be given together with join"
                        + " (QUORUMVIP_JOIN): a node founds a cluster or joins one");
    }

    @Test
    void refusesDefaultHttpPortThatTheClusterPortTakes() {
        assertThat(ConfigFixture.complete()
                        .flag(ConfigKey.BIND_CLUSTER, "127.0.0.1:9900")
                        .problems())
                .containsExactly("bind-http (default): 127.0.0.1:9900 and bind-cluster 127.0.0.1:9900 want the same"
                        + " TCP port: give them two");
    }

    @Test
    void refusesHostNameThatIsNoNodeName() {
        assertThat(ConfigFixture.complete().hostName("my_host").problems())
                .containsExactly("node-name (default): the host name 'my_host' is not a node's name: labels of 1 to 63"
                        + " lower-case letters, digits and hyphens, no hyphen at a label's ends, joined by dots, 253"
                        + " characters at most; give a name with --node-name");
    }

    @Test
    void warnsOfEvenNumberOfFounders() {
        assertThat(ConfigFixture.complete()
                        .flag(ConfigKey.INITIAL_PEERS, "192.0.2.1:8800,192.0.2.2:8800")
                        .warnings())
                .contains("initial-peers (--initial-peers): names 2 peers, which bear the loss of no more nodes than 1"
                        + " do: an odd number is better");
    }

    @Test
    void leavesThisAgentOutOfJoinWithAWarning() {
        ConfigFixture fixture = ConfigFixture.complete().flag(ConfigKey.JOIN, "192.0.2.1:8800,192.0.2.2:8800");

        assertThat(fixture.load().join()).extracting(ClusterAddress::toString).containsExactly("192.0.2.2:8800");
        assertThat(fixture.warnings())
                .contains("join (--join): 192.0.2.1:8800 is this agent itself, which is left out");
    }

    @Test
    void warnsOfLoopbackAddress() {
        assertThat(ConfigFixture.complete()
                        .flag(ConfigKey.BIND_CLUSTER, "[::1]:8800")
                        .warnings())
                .contains(
                        "bind-cluster (--bind-cluster): [0:0:0:0:0:0:0:1]:8800 is a loopback address: only agents on this machine"
                                + " can reach it");
    }

    @Test
    void acceptsTheRightValuesWithoutAWarningButThatOfTheSecret() {
        assertThat(ConfigFixture.complete()
                        .flag(ConfigKey.INITIAL_PEERS, "192.0.2.1:8800,192.0.2.2:8800,192.0.2.3:8800")
                        .warnings())
                .containsExactly("cluster-secret-file (default): no secret was given: anybody who can send to this"
                        + " agent's cluster port can take its VIPs; give every agent the same secret file with"
                        + " --cluster-secret-file");
    }
}
