package dev.quorumvip.agent.elect.consul;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks that this program registers with an agent, under a service of its own.
 *
 * @param id of the service, unlike that of any other life of this program
 * @param liveness after which silence of this program its check fails; zero for no such check
 * @param url what the agent asks itself, each {@code interval}
 */
public record OwnChecks(String id, Duration liveness, Optional<URI> url, Duration interval) {
    /** The name of the service: what the token must be allowed to write. */
    public static final String SERVICE = "quorumvip-elect";

    /** The id of the check that this program has to pass. */
    public String livenessId() {
        return id + "-alive";
    }

    /** The id of the check of {@link #url}. */
    public String urlId() {
        return id + "-url";
    }

    /** Whether there is nothing to register. */
    public boolean none() {
        return liveness.isZero() && url.isEmpty();
    }

    /** Of the checks that there are. */
    public List<String> ids() {
        List<String> ids = new ArrayList<>();
        if (!liveness.isZero()) {
            ids.add(livenessId());
        }
        url.ifPresent(asked -> ids.add(urlId()));
        return List.copyOf(ids);
    }
}
