package dev.quorumvip.agent.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quorumvip.agent.health.HealthCheckReader.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthCheckJsonTest {
    private static final JsonMapper JSON = new JsonMapper();

    /** The form of a certificate, which is all that is asked for here. */
    private static final String PEM = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";

    static Stream<HealthCheck> checks() {
        return Stream.of(
                TestChecks.http(8008).build(),
                TestChecks.http(8008)
                        .host("db-1.example")
                        .path("/health?full=1&x=%20")
                        .method(HttpMethod.POST)
                        .header("X-Token", "a b: c")
                        .header("Accept", "")
                        .hostHeader("db.example:8443")
                        .statuses("200", "202-204", "301")
                        .body("läuft")
                        .https(TlsTrust.CA, Optional.of(PEM + PEM), Optional.of("db.example"))
                        .timing(new CheckTiming(
                                Duration.ofSeconds(90), Duration.ofMillis(1_500), 1, 100, Duration.ofMinutes(2)))
                        .build(),
                TestChecks.http(443)
                        .host("2001:db8::1")
                        .method(HttpMethod.HEAD)
                        .https(TlsTrust.SKIP, Optional.empty(), Optional.empty())
                        .build(),
                TestChecks.http(443)
                        .https(TlsTrust.SYSTEM, Optional.empty(), Optional.empty())
                        .build(),
                TestChecks.tcp("database", CheckTiming.DEFAULT),
                TestChecks.exec(CheckTiming.DEFAULT, "/usr/bin/check me", "", "-x", "it's \"ok\"\n"));
    }

    @ParameterizedTest
    @MethodSource("checks")
    void comesBackAsItWas(HealthCheck check) throws Exception {
        String written = JSON.writeValueAsString(HealthCheckWriter.write(List.of(check)));
        assertThat(read(written)).isEqualTo(new Reading(List.of(check), List.of()));
    }

    @Test
    void writesEverythingThatHasAMeaning() throws Exception {
        assertThat(HealthCheckWriter.write(
                        TestChecks.http(8008).path("/primary").build()))
                .isEqualTo(tree("""
                        {"name":"web","http":{"scheme":"http","host":"127.0.0.1","port":8008,"path":"/primary",
                        "method":"GET","statuses":["200-299"]},
                        "interval":"1s","timeout":"500ms","failures":3,"successes":2,"startDelay":"0s"}"""));
        assertThat(HealthCheckWriter.write(TestChecks.tcp("database", CheckTiming.DEFAULT)))
                .isEqualTo(tree("""
                        {"name":"database","tcp":{"host":"127.0.0.1","port":5432},
                        "interval":"1s","timeout":"500ms","failures":3,"successes":2,"startDelay":"0s"}"""));
        assertThat(HealthCheckWriter.write(TestChecks.exec(CheckTiming.DEFAULT, "/bin/check", "-q")))
                .isEqualTo(tree("""
                        {"name":"script","exec":{"command":["/bin/check","-q"]},
                        "interval":"1s","timeout":"500ms","failures":3,"successes":2,"startDelay":"0s"}"""));
    }

    @Test
    void takesDefaultsForWhatIsLeftOut() throws Exception {
        assertThat(read("[{\"name\":\"web\",\"http\":{\"port\":80}}]").checks())
                .containsExactly(TestChecks.http(80).build());
        assertThat(read("[{\"name\":\"web\",\"http\":{\"port\":80},\"interval\":\"200ms\"}]")
                        .checks())
                .as("the timeout is no longer than the interval")
                .containsExactly(TestChecks.http(80)
                        .timing(new CheckTiming(Duration.ofMillis(200), Duration.ofMillis(200), 3, 2, Duration.ZERO))
                        .build());
        assertThat(read("[]")).isEqualTo(new Reading(List.of(), List.of()));
    }

    @Test
    void takesStatusesAsNumbersOrTexts() throws Exception {
        assertThat(read("[{\"name\":\"web\",\"http\":{\"port\":80,\"statuses\":[204,\"301\",\"400-499\"]}}]")
                        .checks())
                .containsExactly(
                        TestChecks.http(80).statuses("204", "301", "400-499").build());
    }

    /** One check, by what is wrong with it. */
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badChecks")
    void refuses(String check, String problem) throws Exception {
        Reading reading = read("[" + check.replace('\'', '"') + "]");
        assertThat(reading.problems()).extracting(CheckProblem::toString).containsExactly("healthChecks[0]" + problem);
        assertThat(reading.checks()).isEmpty();
    }

    static Stream<Arguments> badChecks() {
        String known = "is not known; known are ";
        return Stream.of(
                arguments("5", ": must be an object"),
                arguments("null", ": must be an object"),
                arguments("{'http':{'port':80}}", ".name: is missing"),
                arguments("{'name':5,'http':{'port':80}}", ".name: must be a text in quotes"),
                arguments(
                        "{'name':'My Check','http':{'port':80}}",
                        ".name: 'My Check' is not 1 to 63 lower-case letters, digits and hyphens with no hyphen at the ends"),
                arguments("{'name':'x'}", ": has none of http, tcp and exec, but must have one"),
                arguments(
                        "{'name':'x','tcp':{'port':1},'http':{'port':1}}",
                        ": has several of http, tcp and exec, but must have one"),
                arguments(
                        "{'name':'x','tcp':{'port':1},'intervall':'1s'}",
                        ".intervall: " + known
                                + "name, interval, timeout, failures, successes, startDelay, http, tcp, exec"),
                arguments("{'name':'x','http':8080}", ".http: must be an object"),
                arguments("{'name':'x','http':{}}", ".http.port: is missing"),
                arguments("{'name':'x','http':{'port':'80'}}", ".http.port: must be a whole number"),
                arguments("{'name':'x','http':{'port':80.0}}", ".http.port: must be a whole number"),
                arguments("{'name':'x','http':{'port':99999999999}}", ".http.port: must be a whole number"),
                arguments("{'name':'x','http':{'port':null}}", ".http.port: must be a whole number"),
                arguments("{'name':'x','http':{'port':0}}", ".http.port: is 0, but must be from 1 to 65535"),
                arguments("{'name':'x','tcp':{'port':65536}}", ".tcp.port: is 65536, but must be from 1 to 65535"),
                arguments("{'name':'x','tcp':{'prot':1,'port':1}}", ".tcp.prot: " + known + "host, port"),
                arguments(
                        "{'name':'x','http':{'port':1,'scheme':'ftp'}}", ".http.scheme: 'ftp' is none of http, https"),
                arguments(
                        "{'name':'x','http':{'port':1,'method':'get'}}",
                        ".http.method: 'get' is none of GET, HEAD, POST, OPTIONS"),
                arguments(
                        "{'name':'x','http':{'port':1,'host':'127.0.0.256'}}",
                        ".http.host: '127.0.0.256' is not an IP address"),
                arguments(
                        "{'name':'x','http':{'port':1,'host':'127.0.0.01'}}",
                        ".http.host: '127.0.0.01' is not an IP address"),
                arguments(
                        "{'name':'x','http':{'port':1,'host':'my_host'}}",
                        ".http.host: 'my_host' is neither a host name nor an IP address"),
                arguments(
                        "{'name':'x','http':{'port':1,'host':'fe80::1%eth0'}}",
                        ".http.host: 'fe80::1%eth0' has a zone: give an address without one"),
                arguments(
                        "{'name':'x','tcp':{'port':1,'host':'0.0.0.0'}}",
                        ".tcp.host: '0.0.0.0' is not the address of one machine"),
                arguments("{'name':'x','tcp':{'port':1,'host':'[::1]'}}", ".tcp.host: '[::1]' is not an IP address"),
                arguments(
                        "{'name':'x','http':{'port':1,'path':'primary'}}",
                        ".http.path: 'primary' is not a path: it begins with '/' and has up to 1024 visible ASCII"
                                + " characters other than '#'"),
                arguments(
                        "{'name':'x','http':{'port':1,'path':'/a b'}}",
                        ".http.path: '/a b' is not a path: it begins with '/' and has up to 1024 visible ASCII"
                                + " characters other than '#'"),
                arguments("{'name':'x','http':{'port':1,'headers':[]}}", ".http.headers: must be an object"),
                arguments(
                        "{'name':'x','http':{'port':1,'headers':{'A':1}}}",
                        ".http.headers.A: must be a text in quotes"),
                arguments(
                        "{'name':'x','http':{'port':1,'headers':{'A B':'c'}}}",
                        ".http.headers.A B: is not a header's name"),
                arguments(
                        "{'name':'x','http':{'port':1,'headers':{'A':'b\\r\\nC: d'}}}",
                        ".http.headers.A: has characters that a header cannot have"),
                arguments(
                        "{'name':'x','http':{'port':1,'headers':{'host':'a'}}}",
                        ".http.headers.host: is given as hostHeader"),
                arguments(
                        "{'name':'x','http':{'port':1,'headers':{'Connection':'keep-alive'}}}",
                        ".http.headers.Connection: cannot be set: it belongs to the connection"),
                arguments(
                        "{'name':'x','http':{'port':1,'headers':{'X-A':'1','x-a':'2'}}}",
                        ".http.headers.x-a: is given twice, in capital and in small letters"),
                arguments(
                        "{'name':'x','http':{'port':1,'hostHeader':'a b'}}",
                        ".http.hostHeader: 'a b' is not a host, with or without a port"),
                arguments("{'name':'x','http':{'port':1,'statuses':200}}", ".http.statuses: must be a list"),
                arguments(
                        "{'name':'x','http':{'port':1,'statuses':[]}}",
                        ".http.statuses: is empty: no answer could pass"),
                arguments(
                        "{'name':'x','http':{'port':1,'statuses':[99]}}",
                        ".http.statuses[0]: '99' is neither a status nor a range: write for example 204 or 200-299"),
                arguments(
                        "{'name':'x','http':{'port':1,'statuses':[200,'2xx']}}",
                        ".http.statuses[1]: '2xx' is neither a status nor a range: write for example 204 or 200-299"),
                arguments(
                        "{'name':'x','http':{'port':1,'statuses':['299-200']}}",
                        ".http.statuses[0]: '299-200' is not within 200-599, from low to high"),
                arguments(
                        "{'name':'x','http':{'port':1,'statuses':[true]}}",
                        ".http.statuses[0]: must be a status or a range: 204 or \"200-299\""),
                arguments(
                        "{'name':'x','http':{'port':1,'body':''}}",
                        ".http.body: is 0 characters long, but must be 1 to 1024"),
                arguments(
                        "{'name':'x','http':{'port':1,'body':'ok','method':'HEAD'}}",
                        ".http.body: cannot be expected of HEAD, whose answer has none"),
                arguments(
                        "{'name':'x','http':{'port':1,'tls':{'skipVerify':true}}}",
                        ".http.tls: is of no use with scheme http: give scheme https"),
                arguments(
                        "{'name':'x','http':{'port':1,'scheme':'https','tls':{'skipVerify':'yes'}}}",
                        ".http.tls.skipVerify: must be true or false"),
                arguments(
                        "{'name':'x','http':{'port':1,'scheme':'https','tls':{'ca':'/etc/ca.pem'}}}",
                        ".http.tls.ca: is not a certificate in PEM, which begins with -----BEGIN CERTIFICATE-----"),
                arguments(
                        "{'name':'x','http':{'port':1,'scheme':'https','tls':{'skipVerify':true,'ca':'"
                                + PEM.replace("\n", "\\n") + "'}}}",
                        ".http.tls.ca: is of no use if every authority is believed"),
                arguments(
                        "{'name':'x','http':{'port':1,'scheme':'https','tls':{'serverName':'10.0.0.1'}}}",
                        ".http.tls.serverName: '10.0.0.1' is not a host name"),
                arguments(
                        "{'name':'x','http':{'port':1,'scheme':'https','tls':{'insecure':true}}}",
                        ".http.tls.insecure: " + known + "skipVerify, ca, serverName"),
                arguments("{'name':'x','exec':{}}", ".exec.command: is missing"),
                arguments("{'name':'x','exec':{'command':'/bin/true'}}", ".exec.command: must be a list"),
                arguments("{'name':'x','exec':{'command':[]}}", ".exec.command: is empty: name the program"),
                arguments(
                        "{'name':'x','exec':{'command':['check.sh']}}",
                        ".exec.command[0]: 'check.sh' is not the absolute path of a program"),
                arguments("{'name':'x','exec':{'command':['/bin/a',5]}}", ".exec.command[1]: must be a text in quotes"),
                arguments(
                        "{'name':'x','exec':{'command':['/bin/a','b\\u0000']}}",
                        ".exec.command[1]: has a zero character"),
                arguments(
                        "{'name':'x','tcp':{'port':1},'interval':1}",
                        ".interval: must be a duration in quotes, such as \"200ms\" or \"2s\""),
                arguments(
                        "{'name':'x','tcp':{'port':1},'interval':'1'}", ".interval: '1' has no unit: write 1ms or 1s"),
                arguments(
                        "{'name':'x','tcp':{'port':1},'interval':'50ms'}",
                        ".interval: is 50ms, but must be from 100ms to 1h"),
                arguments(
                        "{'name':'x','tcp':{'port':1},'interval':'5ms'}",
                        ".interval: is 5ms, but must be from 100ms to 1h"),
                arguments(
                        "{'name':'x','tcp':{'port':1},'interval':'2h'}",
                        ".interval: is 2h, but must be from 100ms to 1h"),
                arguments(
                        "{'name':'x','tcp':{'port':1},'interval':'100.5ms'}",
                        ".interval: is 100.5ms, but must be a whole number of milliseconds"),
                arguments(
                        "{'name':'x','tcp':{'port':1},'timeout':'2s'}",
                        ".timeout: is 2s, but must be at most the interval of 1s"),
                arguments(
                        "{'name':'x','tcp':{'port':1},'timeout':'1ms'}",
                        ".timeout: is 1ms, but must be from 10ms to 1m"),
                arguments(
                        "{'name':'x','tcp':{'port':1},'interval':'soon','timeout':'2s'}",
                        ".interval: 'soon' is not a duration: write for example 200ms or 2s"),
                arguments("{'name':'x','tcp':{'port':1},'failures':0}", ".failures: is 0, but must be from 1 to 100"),
                arguments(
                        "{'name':'x','tcp':{'port':1},'successes':101}",
                        ".successes: is 101, but must be from 1 to 100"),
                arguments("{'name':'x','tcp':{'port':1},'failures':'3'}", ".failures: must be a whole number"),
                arguments(
                        "{'name':'x','tcp':{'port':1},'startDelay':'61m'}",
                        ".startDelay: is 61m, but must be from 0s to 1h"));
    }

    @Test
    void tellsEverythingThatIsWrongAtOnce() throws Exception {
        assertThat(read("""
                        [{"name":"x","tcp":{"port":0}},
                         {"http":{"port":"80","tls":{}},"timeout":"x"},
                         {"name":"x","tcp":{"port":1}},
                         {"name":"x","tcp":{"port":2}}]""").problems())
                .extracting(CheckProblem::toString)
                .containsExactly(
                        "healthChecks[0].tcp.port: is 0, but must be from 1 to 65535",
                        "healthChecks[1].name: is missing",
                        "healthChecks[1].timeout: 'x' is not a duration: write for example 200ms or 2s",
                        "healthChecks[1].http.port: must be a whole number",
                        "healthChecks[3].name: is the name of healthChecks[2] too");
    }

    @Test
    void refusesAListThatIsNoneOrTooLong() throws Exception {
        assertThat(read("{}").problems()).containsExactly(new CheckProblem("healthChecks", "must be a list"));
        ArrayList<HealthCheck> many = new ArrayList<>();
        IntStream.range(0, 17).forEach(i -> many.add(TestChecks.tcp("c" + i, CheckTiming.DEFAULT)));
        assertThat(HealthCheckReader.read(HealthCheckWriter.write(many), "healthChecks")
                        .problems())
                .containsExactly(
                        new CheckProblem("healthChecks", "has 17 checks, but at most 16 are taken for one VIP"));
        many.removeLast();
        assertThat(HealthCheckReader.read(HealthCheckWriter.write(many), "").checks())
                .isEqualTo(many);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void neverThrows(long seed) throws Exception {
        Random random = new Random(seed);
        List<HealthCheck> all = checks().map(HealthCheckJsonTest::renamed).toList();
        String good = JSON.writeValueAsString(HealthCheckWriter.write(all));
        List<String> values =
                List.of("5", "-1", "1e99", "null", "true", "\"\"", "\"/\"", "[]", "{}", "[5]", "{\"a\":1}");
        int refused = 0;
        for (int i = 0; i < 400; i++) {
            JsonNode tree = tree(good);
            List<JsonNode> objects = new ArrayList<>(tree.findParents("name"));
            objects.addAll(tree.findParents("port"));
            objects.addAll(tree.findParents("command"));
            ObjectNode object = (ObjectNode) objects.get(random.nextInt(objects.size()));
            List<String> fields = new ArrayList<>();
            object.fieldNames().forEachRemaining(fields::add);
            object.set(fields.get(random.nextInt(fields.size())), tree(values.get(random.nextInt(values.size()))));
            Reading reading = HealthCheckReader.read(tree, "healthChecks");
            refused += reading.problems().isEmpty() ? 0 : 1;
            assertThat(reading.checks().isEmpty()).isEqualTo(!reading.problems().isEmpty());
        }
        assertThat(refused).isGreaterThan(300);
    }

    private static HealthCheck renamed(HealthCheck check) {
        String name = "c" + Integer.toHexString(check.hashCode());
        return switch (check) {
            case TcpCheck tcp -> new TcpCheck(name, tcp.host(), tcp.port(), tcp.timing());
            case ExecCheck exec -> new ExecCheck(name, exec.command(), exec.timing());
            case HttpCheck http ->
                new HttpCheck(
                        name,
                        http.scheme(),
                        http.host(),
                        http.port(),
                        http.path(),
                        http.method(),
                        http.headers(),
                        http.hostHeader(),
                        http.statuses(),
                        http.body(),
                        http.tls(),
                        http.timing());
        };
    }

    private static Reading read(String json) throws Exception {
        return HealthCheckReader.read(tree(json), "healthChecks");
    }

    private static JsonNode tree(String json) throws Exception {
        return JSON.readTree(json);
    }
}
