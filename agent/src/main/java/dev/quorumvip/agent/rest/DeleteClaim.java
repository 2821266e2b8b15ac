package dev.quorumvip.agent.rest;

/** Whom a virtual IP must belong to for a request to delete it. */
public sealed interface DeleteClaim {
    /** To nobody. */
    record Unowned() implements DeleteClaim {}

    /** To that owner. */
    record OwnedBy(String owner) implements DeleteClaim {}

    /** To whomever. */
    record Anybodys() implements DeleteClaim {}
}
