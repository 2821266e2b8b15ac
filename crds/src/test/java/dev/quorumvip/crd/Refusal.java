package dev.quorumvip.crd;

import java.util.List;
import java.util.stream.Stream;

/**
 * A spec that the API server refuses.
 *
 * @param what is wrong with it
 * @param spec in YAML
 * @param message what it must say, with the field that is to blame
 */
record Refusal(String what, String spec, String message) {
    private static final String ADDRESSES = "spec.addresses: Invalid value: ";

    @Override
    public String toString() {
        return what;
    }

    static Stream<Refusal> all() {
        return Stream.of(addresses(), interfaces(), nodes(), timing(), choices(), checks(), httpChecks(), otherChecks())
                .flatMap(List::stream);
    }

    private static Refusal address(String what, String addresses, String message) {
        return new Refusal(what, "{addresses: [" + addresses + "]}", ADDRESSES + message);
    }

    /** A spec that is right but for one field more. */
    private static Refusal field(String what, String field, String message) {
        return new Refusal(what, "{addresses: [192.0.2.5/24], " + field + "}", "spec." + message);
    }

    private static Refusal check(String what, String check, String message) {
        return field(what, "healthChecks: [{" + check + "}]", "healthChecks[0]" + message);
    }

    private static Refusal http(String what, String fields, String message) {
        return check(what, "name: web, http: {port: 80, " + fields + "}", ".http" + message);
    }

    private static List<Refusal> addresses() {
        String unservable = " is no address that a host can have on a segment: it is unspecified, loopback,";
        return List.of(
                new Refusal("no addresses", "{paused: true}", "spec.addresses: Required value"),
                new Refusal(
                        "an empty list of addresses",
                        "{addresses: []}",
                        "spec.addresses: Invalid value: 0: spec.addresses in body should have at least 1 items"),
                new Refusal(
                        "nine addresses",
                        "{addresses: [10.0.0.1/24, 10.0.0.2/24, 10.0.0.3/24, 10.0.0.4/24, 10.0.0.5/24, 10.0.0.6/24,"
                                + " 10.0.0.7/24, 10.0.0.8/24, 10.0.0.9/24]}",
                        "spec.addresses: Too many: 9: must have at most 8 items"),
                address("no prefix", "192.0.2.5", "'192.0.2.5' is not ADDRESS/PREFIX, such as 192.0.2.5/24"),
                address("a host name", "web.example/24", "'web.example/24' is not ADDRESS/PREFIX"),
                address("a leading zero", "192.0.02.5/24", "'192.0.02.5/24' is not ADDRESS/PREFIX"),
                address("a prefix that is too long", "192.0.2.5/33", "'192.0.2.5/33' is not ADDRESS/PREFIX"),
                address("a zone", "\"fe80::5%eth0/64\"", "'fe80::5%eth0/64' is not ADDRESS/PREFIX"),
                address("IPv4 in IPv6", "\"::ffff:192.0.2.5/120\"", "'::ffff:192.0.2.5/120' is not ADDRESS/PREFIX"),
                address("the prefix 0", "192.0.2.5/0", "'192.0.2.5/0' has the prefix 0; it must be 1 or more"),
                address("the prefix 0 of IPv6", "\"2001:db8::5/0\"", "'2001:db8::5/0' has the prefix 0"),
                address("no address at all", "0.0.0.0/8", "'0.0.0.0/8'" + unservable),
                address("this network", "0.1.2.3/8", "'0.1.2.3/8'" + unservable),
                address("loopback", "127.0.0.2/8", "'127.0.0.2/8'" + unservable),
                address("IPv4 link-local", "169.254.1.1/16", "'169.254.1.1/16'" + unservable),
                address("multicast", "239.1.2.3/24", "'239.1.2.3/24'" + unservable),
                address("reserved", "250.1.2.3/24", "'250.1.2.3/24'" + unservable),
                address("limited broadcast", "255.255.255.255/32", "'255.255.255.255/32'" + unservable),
                address("IPv6 loopback", "\"::1/128\"", "'::1/128'" + unservable),
                address("IPv6 multicast", "\"ff02::5/64\"", "'ff02::5/64'" + unservable),
                address("a network's address", "192.0.2.0/24", "'192.0.2.0/24' is the network's own address"),
                address("a small network's", "192.0.2.4/30", "'192.0.2.4/30' is the network's own address"),
                address("an IPv6 network's", "\"2001:db8::/64\"", "'2001:db8::/64' is the network's own address"),
                address("broadcast", "192.0.2.255/24", "'192.0.2.255/24' is the network's broadcast address"),
                address("a small network's broadcast", "192.0.2.7/30", "'192.0.2.7/30' is the network's broadcast"),
                address("a large network's", "10.0.127.255/17", "'10.0.127.255/17' is the network's broadcast"),
                address("a huge network's", "11.255.255.255/7", "'11.255.255.255/7' is the network's broadcast"),
                address("the same address", "192.0.2.5/24, 192.0.2.5/25", "'192.0.2.5/24' is given twice"),
                address(
                        "the same IPv6 address, written otherwise",
                        "192.0.2.5/24, \"2001:db8::5/64\", \"2001:DB8:0::0005/64\"",
                        "'2001:db8::5/64' is given twice"));
    }

    private static List<Refusal> interfaces() {
        String form = "must be a Linux interface's name, 1 to 15 characters without '/', ':' or blanks, or a pattern";
        return List.of(
                field(
                        "an interface with an alias",
                        "interface: \"eth0:1\"",
                        "interface: Invalid value: \"eth0:1\": " + form),
                field("a directory", "interface: \"..\"", "interface: Invalid value: \"..\": " + form),
                field(
                        "a long interface",
                        "interface: abcdefghijklmnop",
                        "interface: Too long: may not be more than 15 bytes"),
                field(
                        "two ways to the interface",
                        "interface: eth0, interfaceBySubnet: true",
                        "interfaceBySubnet: Forbidden: give 'interface', or have it found by the subnet, not both"));
    }

    private static List<Refusal> nodes() {
        return List.of(
                field(
                        "a label with a blank",
                        "nodeSelector: {\"a b\": x}",
                        "nodeSelector: Invalid value: each key must be a label's"),
                field(
                        "a label's value with a blank",
                        "nodeSelector: {zone: \"a b\"}",
                        "nodeSelector: Invalid value: each value must be a label's"),
                field(
                        "a node in capitals",
                        "preferredNodes: [n1, N2]",
                        "preferredNodes: Invalid value: 'N2' is no name of a node"),
                field(
                        "the same node twice",
                        "preferredNodes: [n1, n2, n1]",
                        "preferredNodes: Invalid value: 'n1' is named twice"));
    }

    private static List<Refusal> timing() {
        return List.of(
                field(
                        "a number without a unit",
                        "lockDelay: \"5\"",
                        "lockDelay: Invalid value: \"5\": must be a duration from 0s to 1h, such as 500ms, 2s or 1m"),
                field(
                        "a long delay",
                        "lockDelay: 61m",
                        "lockDelay: Invalid value: \"61m\": must be a duration from 0s to 1h"),
                field("two units", "lockDelay: 1m30s", "lockDelay: Invalid value: \"1m30s\": must be a duration"),
                field(
                        "a negative delay",
                        "lockDelay: \"-1s\"",
                        "lockDelay: Invalid value: \"-1s\": must be a duration"),
                field("a number", "lockDelay: 5", "lockDelay: Invalid value: \"integer\""),
                field(
                        "no delay",
                        "preemption: {policy: Delayed}",
                        "preemption.delay: Required value: 'delay' is missing: delayed by how long"),
                field(
                        "a delay for nothing",
                        "preemption: {policy: Always, delay: 5s}",
                        "preemption.delay: Forbidden: 'delay' goes with the policy Delayed only"),
                field(
                        "a delay without a policy",
                        "preemption: {delay: 5s}",
                        "preemption.delay: Forbidden: 'delay' goes with the policy Delayed only"),
                field(
                        "a burst of none",
                        "announcement: {count: 0}",
                        "announcement.count: Invalid value: 0: spec.announcement.count in body should be greater than or equal to 1"),
                field(
                        "a burst without breaks",
                        "announcement: {interval: 1ms}",
                        "announcement.interval: Invalid value: \"1ms\": must be a duration from 10ms to 10s"),
                field(
                        "an announcement each day",
                        "announcement: {refresh: 24h}",
                        "announcement.refresh: Invalid value: \"24h\": must be a duration from 1s to 1h"),
                field(
                        "nothing about the timing",
                        "failover: {}",
                        "failover: Invalid value: give either a profile, or leaseDuration and renewInterval"),
                field(
                        "a profile and a lease",
                        "failover: {profile: Fast, leaseDuration: 1s, renewInterval: 100ms}",
                        "failover: Invalid value: give either a profile, or leaseDuration and renewInterval"),
                field(
                        "half a timing",
                        "failover: {leaseDuration: 1s}",
                        "failover: Required value: leaseDuration and renewInterval go together"),
                field(
                        "too few renewals",
                        "failover: {leaseDuration: 1s, renewInterval: 201ms}",
                        "failover.renewInterval: Invalid value: must be at most a fifth of leaseDuration"),
                field(
                        "a short lease",
                        "failover: {leaseDuration: 50ms, renewInterval: 10ms}",
                        "failover.leaseDuration: Invalid value: \"50ms\": must be a duration from 100ms to 30s"));
    }

    private static List<Refusal> choices() {
        return List.of(
                field(
                        "a policy that is not known",
                        "conflictPolicy: fight",
                        "conflictPolicy: Unsupported value: \"fight\": supported values: \"Refuse\", \"Report\""),
                field(
                        "a policy in small letters",
                        "onQuorumLoss: keep",
                        "onQuorumLoss: Unsupported value: \"keep\": supported values: \"Keep\", \"Release\""),
                field("a misspelt policy", "ifNoneHealthy: Stays", "ifNoneHealthy: Unsupported value: \"Stays\""),
                field(
                        "a profile that is not known",
                        "failover: {profile: Slow}",
                        "failover.profile: Unsupported value: \"Slow\""),
                field("a word for a flag", "paused: \"yes\"", "paused: Invalid value: \"string\""));
    }

    private static List<Refusal> checks() {
        return List.of(
                check(
                        "no kind of check",
                        "name: web",
                        ": Invalid value: the check 'web' must have exactly one of http, tcp and exec"),
                check(
                        "two kinds of check",
                        "name: web, http: {port: 80}, tcp: {port: 80}",
                        ": Invalid value: the check 'web' must have exactly one of http, tcp and exec"),
                check("no name", "tcp: {port: 80}", ".name: Required value"),
                check(
                        "a name with a blank",
                        "name: my web, tcp: {port: 80}",
                        ".name: Invalid value: \"my web\": must be 1 to 63 lower-case letters"),
                check(
                        "a timeout over the interval",
                        "name: web, tcp: {port: 80}, interval: 1s, timeout: 2s",
                        ".timeout: Invalid value: is 2s, but must not be longer than the interval of 1s"),
                check(
                        "a timeout over the usual interval",
                        "name: web, tcp: {port: 80}, timeout: 1001ms",
                        ".timeout: Invalid value: is 1001ms, but must not be longer than the interval of 1s"),
                check(
                        "a hurry",
                        "name: web, tcp: {port: 80}, interval: 50ms",
                        ".interval: Invalid value: \"50ms\": must be a duration from 100ms to 1h"),
                check(
                        "no failures",
                        "name: web, tcp: {port: 80}, failureThreshold: 0",
                        ".failureThreshold: Invalid value: 0"),
                check(
                        "too many successes",
                        "name: web, tcp: {port: 80}, successThreshold: 101",
                        ".successThreshold: Invalid value: 101"),
                field(
                        "two checks of one name",
                        "healthChecks: [{name: web, tcp: {port: 80}}, {name: web, tcp: {port: 81}}]",
                        "healthChecks[1]: Duplicate value: {\"name\":\"web\"}"));
    }

    private static List<Refusal> httpChecks() {
        return List.of(
                check("no port", "name: web, http: {path: /}", ".http.port: Required value"),
                check("a port that is none", "name: web, http: {port: 65536}", ".http.port: Invalid value: 65536"),
                http("a relative path", "path: healthz", ".path: Invalid value: \"healthz\": must begin with '/'"),
                http(
                        "a fragment",
                        "path: \"/a#b\"",
                        ".path: Invalid value: \"/a#b\": must begin with '/' and have visible ASCII characters other than '#'"),
                http(
                        "a mistyped address",
                        "host: 300.1.1.1",
                        ".host: Invalid value: \"300.1.1.1\": must be a host name, or the IP address of one machine"),
                http(
                        "a multicast host",
                        "host: \"ff02::1\"",
                        ".host: Invalid value: \"ff02::1\": must be a host name, or the IP address of one machine"),
                http(
                        "a Host header by the back door",
                        "headers: {HOST: x}",
                        ".headers: Forbidden: Host is given as hostHeader"),
                http(
                        "a header with a blank in its name",
                        "headers: {a b: x}",
                        ".headers: Invalid value: each name must be a header's"),
                http(
                        "a header with a line feed",
                        "headers: {a: \"x\\ny\"}",
                        ".headers: Invalid value: each value must be visible ASCII characters"),
                http(
                        "a header twice",
                        "headers: {a: v, A: w}",
                        ".headers: Invalid value: a header is given twice, in capital and in small letters"),
                http(
                        "a Host header with a line feed",
                        "hostHeader: \"a\\nb\"",
                        ".hostHeader: Invalid value: \"a\\nb\": must be a host, with or without a port"),
                http(
                        "a status that is none",
                        "statuses: [\"199\"]",
                        ".statuses: Invalid value: each must be a status within 200-599"),
                http(
                        "a range from high to low",
                        "statuses: [\"299-200\"]",
                        ".statuses: Invalid value: each must be a status within 200-599"),
                http("a body of HEAD", "method: HEAD, body: ok", ".body: Forbidden: cannot be expected of HEAD"),
                http(
                        "TLS without HTTPS",
                        "tls: {skipVerify: true}",
                        ".tls: Forbidden: is of no use with the scheme HTTP: give scheme HTTPS"),
                http(
                        "no certificate",
                        "scheme: HTTPS, tls: {ca: hello}",
                        ".tls.ca: Invalid value: \"hello\": must be certificates in PEM"),
                http(
                        "an address as server name",
                        "scheme: HTTPS, tls: {serverName: 192.0.2.5}",
                        ".tls.serverName: Invalid value: \"192.0.2.5\": must be a host name"));
    }

    private static List<Refusal> otherChecks() {
        return List.of(
                check(
                        "a program without its path",
                        "name: own, exec: {command: [sh, -c, \"true\"]}",
                        ".exec.command: Invalid value: must begin with the absolute path of a program"),
                check("no program", "name: own, exec: {command: []}", ".exec.command: Invalid value: 0"),
                check(
                        "a TCP check of a URL",
                        "name: own, tcp: {port: 80, host: \"http://web\"}",
                        ".tcp.host: Invalid value: \"http://web\": must be a host name"));
    }
}
