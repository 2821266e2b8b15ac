package dev.quorumvip.crd;

/** Without or with TLS. */
public enum HttpScheme {
    HTTP,
    HTTPS
}
