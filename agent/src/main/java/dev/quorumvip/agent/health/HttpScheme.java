package dev.quorumvip.agent.health;

/** Without or with TLS. */
public enum HttpScheme {
    HTTP(80),
    HTTPS(443);

    private final int port;

    HttpScheme(int port) {
        this.port = port;
    }

    /** The port that is not written in a {@code Host} header (RFC 9110 §4.2). */
    public int port() {
        return port;
    }
}
