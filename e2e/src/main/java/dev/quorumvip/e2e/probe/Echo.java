package dev.quorumvip.e2e.probe;

import java.time.Instant;

/**
 * One ICMP echo request of the client to the virtual IP.
 *
 * @param answered whether a reply came within {@link WireProbe#ECHO_PATIENCE}
 */
public record Echo(long round, Instant sentAt, boolean answered) {}
