package dev.quorumvip.operator.vip;

import static dev.quorumvip.operator.Samples.BALANCED;
import static dev.quorumvip.operator.Samples.virtualIp;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quorumvip.api.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionsTest {
    private static final String EVERYTHING = """
            {addresses: [192.0.2.5/24, '2001:db8::5/64'], interface: 'eth*', nodeSelector: {zone: a},
             preferredNodes: [n2, n1], preemption: {policy: Delayed, delay: 30s},
             healthChecks: [
               {name: web, http: {port: 8443, scheme: HTTPS, path: /h, method: HEAD, headers: {X-A: b}, hostHeader: w,
                 statuses: ['204'], body: ok, tls: {serverName: w, skipVerify: true}}, interval: 2s, timeout: 1s,
                 failureThreshold: 4, successThreshold: 1, startDelay: 5s},
               {name: port, tcp: {port: 5432}},
               {name: script, exec: {command: [/bin/check, -q]}}],
             ifNoneHealthy: Stay, announcement: {count: 3, interval: 50ms, refresh: 5s}, conflictPolicy: Report,
             failover: {profile: Balanced}, onQuorumLoss: Keep, paused: true, lockDelay: 3s}
            """;

    private static JsonNode json(Object value) throws IOException {
        return new ObjectMapper().readTree(Json.bytes(value));
    }

    @Test
    void tellsAgentsEveryFieldInTheirOwnWords() throws IOException {
        assertThat(json(Definitions.of(virtualIp("web", EVERYTHING)))).isEqualTo(new ObjectMapper().readTree("""
                        {"addresses":["192.0.2.5/24","2001:db8::5/64"],"interface":"eth*","interfaceBySubnet":false,
                         "nodeSelector":{"zone":"a"},"priorities":{"n1":101,"n2":102},
                         "preemption":{"mode":"delayed","delay":"30s"},
                         "healthChecks":[
                           {"name":"web","http":{"port":8443,"scheme":"https","host":"127.0.0.1","path":"/h","method":"HEAD",
                             "headers":{"X-A":"b"},"hostHeader":"w","statuses":["204"],"body":"ok",
                             "tls":{"serverName":"w","skipVerify":true}},
                            "interval":"2s","timeout":"1s","failures":4,"successes":1,"startDelay":"5s"},
                           {"name":"port","tcp":{"port":5432,"host":"127.0.0.1"},"interval":"1s","failures":3,"successes":2,
                            "startDelay":"0s"},
                           {"name":"script","exec":{"command":["/bin/check","-q"]},"interval":"1s","failures":3,"successes":2,
                            "startDelay":"0s"}],
                         "ifNoneHealthy":"stay","announcement":{"count":3,"interval":"50ms","refresh":"5s"},
                         "conflictPolicy":"report","failoverProfile":"balanced","onQuorumLoss":"keep","paused":true,
                         "lockDelay":"3s","owner":"kubernetes/uid-of-web","ownerGeneration":1}
                        """));
    }

    @Test
    void prefersTheFirstNodeMostAndEveryNamedOneToTheOthers() {
        assertThat(Definitions.of(virtualIp("web", "{addresses: [192.0.2.5/24], preferredNodes: [c, a, b]}"))
                        .priorities())
                .containsEntry("c", 103)
                .containsEntry("a", 102)
                .containsEntry("b", 101);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{profile: Balanced}",
                "{leaseDuration: 500ms, renewInterval: 100ms}",
                "{leaseDuration: 0.5s, renewInterval: 0.1s}"
            })
    void findsATimingThatTheAgentsRun(String failover) {
        assertThat(Definitions.timingMismatch(
                        virtualIp("web", "{addresses: [192.0.2.5/24], failover: " + failover + "}")
                                .getSpec(),
                        List.of(BALANCED)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{profile: Fast}",
                "{leaseDuration: 1s, renewInterval: 100ms}",
                "{leaseDuration: 500ms, renewInterval: 50ms}"
            })
    void refusesATimingThatTheAgentsDoNotRun(String failover) {
        assertThat(Definitions.timingMismatch(
                        virtualIp("web", "{addresses: [192.0.2.5/24], failover: " + failover + "}")
                                .getSpec(),
                        List.of(BALANCED)))
                .hasValueSatisfying(why -> assertThat(why).contains("the agents run balanced (lease 500 ms"));
    }
}
