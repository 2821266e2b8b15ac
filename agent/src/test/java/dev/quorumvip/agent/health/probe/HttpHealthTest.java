package dev.quorumvip.agent.health.probe;

import static dev.quorumvip.agent.health.probe.ScriptedServer.dribble;
import static dev.quorumvip.agent.health.probe.ScriptedServer.silence;
import static dev.quorumvip.agent.health.probe.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.quorumvip.agent.health.HealthCheck;
import dev.quorumvip.agent.health.TestChecks;
import dev.quorumvip.agent.health.VipChange;
import dev.quorumvip.agent.health.VipHealth;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The monitor over real probes: an HTTP check that goes wrong in each way turns as its thresholds say, once. */
@Timeout(120)
class HttpHealthTest {
    /** As long as the interval, so that a busy machine does not fail what is good. */
    private static final Duration INTERVAL = Duration.ofMillis(300);

    private final ScriptedServer server = new ScriptedServer(status(200));
    private final CheckProbes probes = new CheckProbes(System::nanoTime);
    private final MonitorBench bench = new MonitorBench(probes);
    private final HealthCheck check = TestChecks.http(server.port())
            .path("/primary")
            .timing(TestChecks.every(INTERVAL, 3, 2))
            .build();

    @AfterEach
    void close() throws IOException {
        bench.close();
        probes.close();
        server.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments(status(500), "web: HTTP 500, 3 times in a row"),
                arguments(status(503), "web: HTTP 503, 3 times in a row"),
                arguments(
                        status(302, "Location: http://leader:8008/"),
                        "web: redirect to http://leader:8008/: HTTP 302, 3 times in a row"),
                arguments(silence(), "web: no answer within 300 ms, 3 times in a row"),
                arguments(
                        dribble("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + " ".repeat(500), 5),
                        "web: no answer within 300 ms, 3 times in a row"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("faults")
    void turnsOnceAndBackOnce(ScriptedServer.Script fault, String reason) throws Exception {
        bench.update(Map.of("db", List.of(check)));
        assertThat(bench.next()).isEqualTo(passing(VipHealth.UNKNOWN));
        server.script(fault);
        assertThat(bench.next()).isEqualTo(failing(reason));
        awaitCounted(3);
        server.script(status(200));
        assertThat(bench.next()).isEqualTo(passing(VipHealth.FAILING));
        awaitCounted(3);
        bench.assertNoMore();
    }

    @Test
    void turnsOnceIfTheServerRefuses() throws Exception {
        bench.update(Map.of("db", List.of(check)));
        assertThat(bench.next()).isEqualTo(passing(VipHealth.UNKNOWN));
        server.refuse();
        assertThat(bench.next()).isEqualTo(failing("web: connection refused, 3 times in a row"));
        awaitCounted(3);
        server.listenAgain();
        assertThat(bench.next()).isEqualTo(passing(VipHealth.FAILING));
        awaitCounted(3);
        bench.assertNoMore();
    }

    @Test
    void doesNotTurnForFewerFailuresThanTheThreshold() throws Exception {
        bench.update(Map.of("db", List.of(check)));
        assertThat(bench.next()).isEqualTo(passing(VipHealth.UNKNOWN));
        for (int round = 0; round < 3; round++) {
            int[] served = {0};
            // Each connection is served by a thread of its own, one after the other.
            server.script(socket -> {
                synchronized (served) {
                    status(++served[0] <= 2 ? 500 : 200).play(socket);
                }
            });
            awaitCounted(4);
        }
        bench.assertNoMore();
        assertThat(bench.report("db").checks().getFirst().failed()).isBetween(6L, 8L);
    }

    /** So many results more. */
    private void awaitCounted(int more) {
        bench.awaitCounted(bench.counted.get() + more);
    }

    private static VipChange passing(VipHealth before) {
        return new VipChange("db", before, VipHealth.PASSING, "web: HTTP 200, 2 times in a row");
    }

    private static VipChange failing(String reason) {
        return new VipChange("db", VipHealth.PASSING, VipHealth.FAILING, reason);
    }
}
