package dev.quorumvip.agent.rest;

import dev.quorumvip.api.Liveness;
import dev.quorumvip.api.Readiness;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The routes for machines that watch: probes, metrics, and the description of the API. */
final class ProbeRoutes {
    /** The Prometheus text exposition format, which {@link PrometheusMeterRegistry#scrape()} writes. */
    private static final String METRICS_MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Probes probes;
    private final PrometheusMeterRegistry metrics;

    ProbeRoutes(Probes probes, PrometheusMeterRegistry metrics) {
        this.probes = probes;
        this.metrics = metrics;
    }

    void addTo(Router router) {
        router.add("GET", "/livez", this::live)
                .add("GET", "/readyz", this::ready)
                .add("GET", "/metrics", this::metrics);
    }

    /** The description of an agent's API. */
    static void addOpenApiTo(Router router) {
        byte[] openApi = resource("openapi.json");
        router.add("GET", "/openapi.json", request -> new Response(200, "application/json", Map.of(), openApi));
    }

    private Response live(Request request) {
        boolean live = probes.live();
        return Response.json(live ? 200 : 503, new Liveness(live));
    }

    private Response ready(Request request) {
        Readiness readiness = probes.ready();
        return Response.json(readiness.ready() ? 200 : 503, readiness);
    }

    private Response metrics(Request request) {
        return new Response(200, METRICS_MEDIA_TYPE, Map.of(), metrics.scrape().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] resource(String name) {
        try (InputStream in = ProbeRoutes.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
