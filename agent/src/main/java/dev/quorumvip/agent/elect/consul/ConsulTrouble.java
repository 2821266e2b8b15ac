package dev.quorumvip.agent.elect.consul;

/** Why Consul did not do what it was asked. */
public enum ConsulTrouble {
    /** Nobody answered, at no endpoint. */
    UNREACHABLE,
    /** An agent answered that there is no leader, or that it cannot reach one. */
    NO_LEADER,
    /** The token may not do this. */
    DENIED,
    /** The token is not known: it has expired, or was deleted, or is mistyped. */
    TOKEN_UNKNOWN,
    /** TLS did not come about: a certificate is not believed, or has another name, or is asked for. */
    CERTIFICATE,
    /** The check that the session is to depend on is not registered with the agent. */
    CHECK_MISSING,
    /** A check that the session depends on fails. */
    CHECK_CRITICAL,
    /** Consul refuses the request itself. */
    REFUSED
}
