package dev.quorumvip.agent.health;

/** Which certificates of a server are believed. */
public enum TlsTrust {
    /** Those of an authority that the machine's Java trusts. */
    SYSTEM,
    /** Those of the authority that is given, alone. */
    CA,
    /** Any. */
    SKIP
}
