package dev.quorumvip.e2e.probe;

import dev.quorumvip.e2e.net.MacAddress;
import java.time.Instant;

/**
 * One node's reply to a question for the virtual IP that only this node was sent.
 *
 * @param mac who replied
 * @param round the probe's round the request belongs to
 * @param sentAt when the request left, by the kernel's clock
 * @param answeredAt when the reply came, by the same clock
 */
public record Answer(MacAddress mac, long round, Instant sentAt, Instant answeredAt) {}
