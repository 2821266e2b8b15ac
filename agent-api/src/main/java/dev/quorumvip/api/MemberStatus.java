package dev.quorumvip.api;

import org.jspecify.annotations.Nullable;

/**
 * A member of the cluster.
 *
 * @param id its number, 1 to 2^53 - 1
 * @param name its name
 * @param address {@code host:port} it is reached by
 * @param role its part in the quorum
 * @param session whether it has an open session in the lease protocol
 * @param live whether it was heard of within the lease duration; null when the answering node cannot tell
 * @param self whether it is the answering node
 */
public record MemberStatus(
        long id,
        String name,
        String address,
        Role role,
        SessionState session,
        @Nullable Boolean live,
        boolean self) {}
