package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.crd.ConditionType;
import dev.quorumvip.crd.VirtualIP;
import dev.quorumvip.e2e.net.Command;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many resources at once: all get to the wire, and the operator neither grows nor spins. */
class ManyVirtualIpsIT extends KubernetesFixture {
    private static final int MANY = 500;

    /** A minute is promised, on a machine that has nothing else to do; this one runs three agents and an API server too. */
    private static final Duration ALL_READY = Duration.ofMinutes(3);

    private static final long RSS_MAX_KIB = 300 * 1024;

    /** Finalizer, definition, assignment, binding, timing, and members that come and go meanwhile. */
    private static final int RECONCILES_EACH = 25;

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private static VirtualIP numbered(int number) {
        VirtualIP vip = YAML.unmarshal("""
                apiVersion: quorumvip.io/v1alpha1
                kind: VirtualIP
                spec: {addresses: [10.78.%d.%d/32]}
                """.formatted(number / 250, 1 + number % 250), VirtualIP.class);
        vip.setMetadata(new ObjectMetaBuilder().withName("many-" + number).build());
        return vip;
    }

    @Test
    void allOfThemGetReadyAndTheOperatorStaysSmallAndQuiet() throws Exception {
        Instant begun = Instant.now();
        List<Thread> creators = IntStream.range(0, 8)
                .mapToObj(creator -> Thread.ofVirtual()
                        .start(() -> IntStream.range(0, MANY)
                                .filter(number -> number % 8 == creator)
                                .forEach(number -> kubernetes
                                        .client()
                                        .resource(numbered(number))
                                        .create())))
                .toList();
        for (Thread creator : creators) {
            creator.join();
        }
        assertThat(kubernetes.client().resources(VirtualIP.class).list().getItems())
                .hasSize(MANY + 1);
        awaitTrue("all are ready", ALL_READY, () -> ready() == MANY + 1);
        System.out.println(MANY + " VirtualIPs were ready after "
                + Duration.between(begun, Instant.now()).toMillis() + " ms; operator: " + residentKib()
                + " KiB resident, " + metric("quorumvip_operator_reconciles_total") + " reconciles, "
                + metric("quorumvip_operator_status_writes_total") + " statuses written");

        assertThat(metric("quorumvip_operator_reconciles_total")).isLessThan(MANY * RECONCILES_EACH);
        assertThat(residentKib()).isLessThan(RSS_MAX_KIB);
        // Agents ask the wire for what others hold, which takes half a minute for so many, and is told once for each.
        awaitTrue("nothing is left to be done", Duration.ofMinutes(2), this::quietForTwoSeconds);

        Instant deleted = Instant.now();
        kubernetes.client().resources(VirtualIP.class).list().getItems().stream()
                .filter(vip -> vip.getMetadata().getName().startsWith("many-"))
                .forEach(vip -> kubernetes.client().resource(vip).delete());
        awaitTrue(
                "all are gone",
                ALL_READY,
                () -> kubernetes
                                .client()
                                .resources(VirtualIP.class)
                                .list()
                                .getItems()
                                .size()
                        == 1);
        System.out.println("they were gone after "
                + Duration.between(deleted, Instant.now()).toMillis() + " ms");
        assertThat(nodes())
                .noneMatch(node -> node.namespace().ip("address", "show").contains("10.78."));
    }

    private long ready() {
        return kubernetes.client().resources(VirtualIP.class).list().getItems().stream()
                .filter(vip -> vip.getStatus() != null
                        && vip.getStatus().conditions().stream()
                                .anyMatch(condition -> ConditionType.READY.equals(condition.getType())
                                        && "True".equals(condition.getStatus())))
                .count();
    }

    private boolean quietForTwoSeconds() {
        double before = metric("quorumvip_operator_reconciles_total");
        try {
            Thread.sleep(2_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return metric("quorumvip_operator_reconciles_total") == before;
    }

    private long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + operator.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private double metric(String name) {
        try {
            Matcher port = Pattern.compile("http_port=\"(\\d+)\"").matcher(operator.output());
            assertThat(port.find()).isTrue();
            Command.Outcome answer = network.observer()
                    .attempt(
                            List.of("curl", "--silent", "http://127.0.0.1:" + port.group(1) + "/metrics"),
                            Duration.ofSeconds(10));
            return answer.output()
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name + " in\n" + answer.output()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
