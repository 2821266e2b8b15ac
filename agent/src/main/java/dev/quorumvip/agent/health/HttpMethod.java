package dev.quorumvip.agent.health;

/** Methods of a check; none has a body. */
public enum HttpMethod {
    GET,
    HEAD,
    POST,
    OPTIONS
}
