package dev.quorumvip.agent.elect.consul;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Carries one request to one Consul agent. Safe for use by several threads. */
public interface ConsulPort {
    /**
     * Sends it and waits for the answer, whatever its status.
     *
     * @param path with query
     * @param body sent with a PUT; empty for none
     * @throws ConsulException {@link ConsulTrouble#UNREACHABLE} or {@link ConsulTrouble#CERTIFICATE}
     * @throws InterruptedException when the caller does not want the answer any more
     */
    Reply send(URI endpoint, String method, String path, byte[] body, Duration timeout)
            throws ConsulException, InterruptedException;

    /** The agents there are, in the order in which to try them. */
    List<URI> endpoints();

    /** An answer. */
    record Reply(int status, long index, String body) {}
}
