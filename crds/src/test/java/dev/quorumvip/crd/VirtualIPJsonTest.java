package dev.quorumvip.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VirtualIPJsonTest {
    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private static VirtualIP read(String yaml) {
        return JSON.unmarshal(yaml, VirtualIP.class);
    }

    @Test
    void readsWhatIsLeftOutAsTheDefault() {
        VirtualIPSpec spec = read("""
                apiVersion: quorumvip.io/v1alpha1
                kind: VirtualIP
                metadata: {name: web}
                spec: {addresses: [192.0.2.5/24]}
                """).getSpec();

        assertThat(spec.addresses()).containsExactly("192.0.2.5/24");
        assertThat(spec.interfaceName()).isNull();
        assertThat(spec.interfaceBySubnet()).isFalse();
        assertThat(spec.nodeSelector()).isEmpty();
        assertThat(spec.preferredNodes()).isEmpty();
        assertThat(spec.preemption()).isEqualTo(new Preemption(PreemptionPolicy.NEVER, null));
        assertThat(spec.healthChecks()).isEmpty();
        assertThat(spec.ifNoneHealthy()).isEqualTo(NoneHealthyPolicy.RELEASE);
        assertThat(spec.announcement()).isEqualTo(new Announcement(5, "100ms", "10s"));
        assertThat(spec.conflictPolicy()).isEqualTo(ConflictPolicy.REFUSE);
        assertThat(spec.failover()).isNull();
        assertThat(spec.onQuorumLoss()).isEqualTo(QuorumLossPolicy.RELEASE);
        assertThat(spec.paused()).isFalse();
        assertThat(spec.lockDelay()).isEqualTo("1s");
    }

    @Test
    void keepsEveryFieldOfASpecOnItsWayThroughJson() {
        VirtualIP vip = read("""
                apiVersion: quorumvip.io/v1alpha1
                kind: VirtualIP
                metadata: {name: web}
                spec:
                  addresses: [192.0.2.5/24, "2001:db8::5/64"]
                  interface: eth*
                  nodeSelector: {zone: a}
                  preferredNodes: [n2, n1]
                  preemption: {policy: Delayed, delay: 30s}
                  healthChecks:
                    - name: web
                      http:
                        port: 8443
                        scheme: HTTPS
                        host: localhost
                        path: /healthz
                        method: HEAD
                        headers: {X-Check: "yes"}
                        hostHeader: web.example
                        statuses: ["204", "300-399"]
                        tls: {serverName: web.example, skipVerify: true}
                      interval: 2s
                      timeout: 1s
                      failureThreshold: 5
                      successThreshold: 1
                      startDelay: 10s
                    - name: port
                      tcp: {port: 80, host: "::1"}
                    - name: script
                      exec: {command: [/bin/true, now]}
                  ifNoneHealthy: Stay
                  announcement: {count: 3, interval: 50ms, refresh: 1m}
                  conflictPolicy: Report
                  failover: {leaseDuration: 1s, renewInterval: 200ms}
                  onQuorumLoss: Keep
                  paused: true
                  lockDelay: 5s
                """);

        VirtualIPSpec again = read(JSON.asJson(vip)).getSpec();

        assertThat(again).isEqualTo(vip.getSpec());
        assertThat(again.interfaceName()).isEqualTo("eth*");
        assertThat(again.healthChecks()).extracting(HealthCheck::name).containsExactly("web", "port", "script");
        assertThat(again.healthChecks().getFirst().http())
                .isNotNull()
                .extracting(HttpCheck::headers)
                .isEqualTo(Map.of("X-Check", "yes"));
        assertThat(again.failover()).isEqualTo(new Failover(null, "1s", "200ms"));
        assertThat(JSON.asJson(vip)).contains("\"onQuorumLoss\":\"Keep\"", "\"policy\":\"Delayed\"");
    }

    @Test
    void writesTimesInTheFormOfKubernetesAndLeavesOutWhatIsNotKnown() {
        Instant since = Instant.parse("2026-01-01T10:00:00.123Z");
        VirtualIPStatus status = new VirtualIPStatus(
                3L,
                null,
                List.of(),
                null,
                new HolderStatus("n1", "eth0", null, since),
                List.of(),
                null,
                null,
                List.of(),
                null,
                List.of());

        String json = JSON.asJson(status);

        assertThat(json)
                .isEqualTo("{\"observedGeneration\":3,\"holder\":{\"node\":\"n1\",\"interface\":\"eth0\","
                        + "\"since\":\"2026-01-01T10:00:00.123Z\"}}");
        assertThat(JSON.unmarshal(json, VirtualIPStatus.class)).isEqualTo(status);
    }

    @Test
    void ignoresFieldsOfALaterRelease() {
        VirtualIP vip = read("""
                spec: {addresses: [192.0.2.5/24], later: 1, preemption: {later: 2}}
                status: {later: true, holder: {node: n1, later: 3}}
                """);

        assertThat(vip.getSpec().preemption()).isEqualTo(Preemption.NEVER);
        assertThat(vip.getStatus().holder()).isEqualTo(new HolderStatus("n1", null, null, null));
    }
}
