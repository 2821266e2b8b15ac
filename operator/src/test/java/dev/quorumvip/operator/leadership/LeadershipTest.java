package dev.quorumvip.operator.leadership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.utils.ResponseProvider;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A replica and an API server's mock that may not be ready. */
@EnableKubernetesMockClient(crud = true)
@SuppressWarnings("NullAway.Init") // JUnit and setUp fill them in
class LeadershipTest {
    private static final String NAMESPACE = "quorum-vip";
    private static final String LEASE = "operator";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private KubernetesMockServer server;
    private KubernetesClient client;
    private final AtomicInteger readyz = new AtomicInteger(500);
    private final AtomicInteger asked = new AtomicInteger();
    private Leadership leadership;

    @BeforeEach
    void contend() {
        server.expect().get().withPath("/readyz").andReply(new Readiness()).always();
        leadership = new Leadership(client, NAMESPACE, LEASE, "one", NothingToDo::new);
        leadership.start();
    }

    @AfterEach
    void stop() {
        leadership.close();
    }

    @Test
    void asksForTheLeaseWhenTheServerIsReadyAndNotBefore() {
        await().atMost(LIMIT).until(() -> asked.get() > 2);
        assertThat(lease()).isFalse();
        assertThat(leadership.leads()).isFalse();

        readyz.set(200);

        await().atMost(LIMIT).until(leadership::leads);
        assertThat(lease()).isTrue();
    }

    @Test
    void asksForTheLeaseWhereItMayNotAskForReadiness() {
        readyz.set(403);
        await().atMost(LIMIT).until(leadership::leads);
    }

    @Test
    void stopsWhileTheServerIsAway() {
        await().atMost(LIMIT).until(() -> asked.get() > 0);
        leadership.close();
        assertThat(leadership.live()).isFalse();
    }

    private boolean lease() {
        return client.leases().inNamespace(NAMESPACE).withName(LEASE).get() != null;
    }

    private final class Readiness implements ResponseProvider<Object> {
        @Override
        public int getStatusCode(RecordedRequest request) {
            asked.incrementAndGet();
            return readyz.get();
        }

        @Override
        public Object getBody(RecordedRequest request) {
            return "ok";
        }

        @Override
        public Headers getHeaders() {
            return Headers.builder().build();
        }

        @Override
        public void setHeaders(Headers headers) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class NothingToDo implements Term {
        @Override
        public void start() {}

        @Override
        public void close() {}
    }
}
