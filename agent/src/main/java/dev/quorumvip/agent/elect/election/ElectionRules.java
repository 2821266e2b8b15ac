package dev.quorumvip.agent.elect.election;

import java.time.Duration;

/**
 * The numbers of an election.
 *
 * @param value what the leader writes into the key
 * @param ttl of the session, which is renewed each half of it
 * @param claim for how long after a proof was asked for this node may call itself leader
 * @param proofInterval how often the leader asks for a proof
 * @param byDeadline whether the claim's end alone decides when a leader that gets no answers leads no more; else the first
 *     question without an answer does, and renewals are proof as well, because nothing but the key hangs on it
 */
public record ElectionRules(String value, Duration ttl, Duration claim, Duration proofInterval, boolean byDeadline) {
    /** Of a thousand, for clocks that run at different rates. */
    private static final int MARGIN = 1_000;

    /** A read each second costs Consul nothing to speak of, and serf takes longer to miss a machine. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** For a node whose VIP somebody else holds, by what the key says: its claim is a line in the log. */
    public static ElectionRules forKeyAlone(String value, Duration ttl) {
        return new ElectionRules(value, ttl, ttl.minus(ttl.dividedBy(MARGIN)), LOOK, false);
    }

    /**
     * For a node that holds the VIP itself.
     *
     * @param claim less than the lock delay: for so long after the session's end nobody else can get the lock
     */
    public static ElectionRules forHolding(String value, Duration ttl, Duration claim) {
        return new ElectionRules(value, ttl, claim, claim.dividedBy(5), true);
    }
}
