package dev.quorumvip.agent.elect.consul;

import java.net.URI;

/**
 * An answer, and when it was asked for: what it says was true at that time or later.
 *
 * @param sentAt clock reading before the request left
 * @param endpoint who answered
 */
public record Sent<T>(T value, long sentAt, URI endpoint) {}
