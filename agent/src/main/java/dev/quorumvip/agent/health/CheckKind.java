package dev.quorumvip.agent.health;

/** How a check asks. */
public enum CheckKind {
    HTTP,
    TCP,
    EXEC
}
