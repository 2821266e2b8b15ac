package dev.quorumvip.crd;

/** Methods of a health check; none has a body. */
public enum HttpMethod {
    GET,
    HEAD,
    POST,
    OPTIONS
}
