package dev.quorumvip.operator.events;

import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.crd.VirtualIP;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets notices to the API server as Events, in order, each once, on a thread of its own. An Event is named after what it
 * tells of, so that one that was told before, by this operator or another, is not told again. While the server is away they
 * wait; the oldest are given up when {@value #WAITING_MAX} wait.
 */
public final class EventPoster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventPoster.class);

    static final int WAITING_MAX = 2_000;

    private static final Duration TRY_AGAIN = Duration.ofMillis(500);

    private static final int TOO_MANY_REQUESTS = 429;

    /** Events of what belongs to no namespace are kept in this one. */
    private static final String NAMESPACE = "default";

    /** What the API server parses: exactly six digits. */
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private sealed interface Told {
        record Happened(String cluster, ClusterEvent event) implements Told {}

        record Ready(Notice notice) implements Told {}
    }

    private final KubernetesClient client;
    private final String instance;
    private final Function<String, Optional<VirtualIP>> vips;
    private final Chronicle chronicle;
    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>(10 * WAITING_MAX);
    private final Deque<Notice> waiting = new ArrayDeque<>();
    private final Thread thread = Thread.ofPlatform().name("event-poster").unstarted(this::run);

    /**
     * A poster that posts nothing yet.
     *
     * @param instance this operator's name
     * @param vips looks a VirtualIP up by its name
     */
    public EventPoster(
            KubernetesClient client, String instance, Function<String, Optional<VirtualIP>> vips, InstantSource wall) {
        this.client = client;
        this.instance = instance;
        this.vips = vips;
        this.chronicle = new Chronicle(wall);
    }

    /** Begins to post. */
    public void start() {
        thread.start();
    }

    /** Takes note of a cluster's event; returns at once. */
    public void happened(String cluster, ClusterEvent event) {
        offer(new Told.Happened(cluster, event));
    }

    /** Has something told; returns at once. */
    public void tell(Notice notice) {
        offer(new Told.Ready(notice));
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void offer(Told news) {
        if (!told.offer(news)) {
            LOG.warn("too many events at once: one is not told");
        }
    }

    private void run() {
        try {
            while (true) {
                take(told.poll(TRY_AGAIN.toNanos(), TimeUnit.NANOSECONDS));
                chronicle.overdue().forEach(this::enqueue);
                postAll();
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void take(@Nullable Told news) {
        switch (news) {
            case null -> {
                // Only the time has gone on.
            }
            case Told.Happened(String cluster, ClusterEvent event) ->
                chronicle.happened(cluster, event).forEach(this::enqueue);
            case Told.Ready(Notice notice) -> enqueue(notice);
        }
    }

    private void enqueue(Notice notice) {
        if (waiting.size() == WAITING_MAX) {
            waiting.removeFirst();
        }
        waiting.addLast(notice);
    }

    private void postAll() {
        while (!waiting.isEmpty() && posted(waiting.getFirst())) {
            waiting.removeFirst();
        }
    }

    private boolean posted(Notice notice) {
        Optional<VirtualIP> vip = vips.apply(notice.vip());
        if (vip.isEmpty()) {
            // Not one of Kubernetes', or deleted meanwhile.
            return true;
        }
        try {
            client.resource(event(notice, vip.get())).create();
        } catch (KubernetesClientException e) {
            int code = e.getCode();
            boolean refused =
                    code >= HttpURLConnection.HTTP_BAD_REQUEST && code < HttpURLConnection.HTTP_INTERNAL_ERROR;
            if (!refused || code == TOO_MANY_REQUESTS) {
                return false;
            }
            if (code != HttpURLConnection.HTTP_CONFLICT) {
                LOG.atWarn()
                        .addKeyValue("vip", notice.vip())
                        .addKeyValue("event", notice.reason())
                        .addKeyValue("reason", e.getMessage())
                        .log("an Event was refused");
            }
        }
        return true;
    }

    private Event event(Notice notice, VirtualIP vip) {
        UUID id = UUID.nameUUIDFromBytes((vip.getMetadata().getUid() + "/" + notice.key() + "/" + notice.reason())
                .getBytes(StandardCharsets.UTF_8));
        return new EventBuilder()
                .withNewMetadata()
                .withName(vip.getMetadata().getName() + "." + id.toString().substring(0, 13))
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withEventTime(time(notice.at()))
                .withReportingController("quorumvip.io/operator")
                .withReportingInstance(instance)
                .withAction(notice.action())
                .withReason(notice.reason())
                .withNote(notice.note())
                .withType(notice.warning() ? "Warning" : "Normal")
                .withNewRegarding()
                .withApiVersion(vip.getApiVersion())
                .withKind(vip.getKind())
                .withName(vip.getMetadata().getName())
                .withUid(vip.getMetadata().getUid())
                .withResourceVersion(vip.getMetadata().getResourceVersion())
                .endRegarding()
                .build();
    }

    private static MicroTime time(Instant at) {
        return new MicroTime(MICROS.format(at));
    }
}
