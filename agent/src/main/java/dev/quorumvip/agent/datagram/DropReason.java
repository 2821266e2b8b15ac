package dev.quorumvip.agent.datagram;

/** Why a datagram that arrived was not handed on. */
public enum DropReason {
    /** Too short to be sealed. */
    TOO_SHORT("something else than an agent sends to the cluster port"),
    /** Longer than any agent makes one. */
    TOO_LONG("something else than an agent sends to the cluster port"),
    /** It does not begin as an agent's does. */
    NOT_OURS("something else than an agent sends to the cluster port"),
    /** A format of a later release. */
    UNKNOWN_VERSION("the sender runs another release: upgrade the older of the two"),
    /** No node has such an id, or no life or datagram such a number. */
    BAD_HEADER("something else than an agent sends to the cluster port"),
    /** The seal does not fit: sealed with another secret, or altered on the way. */
    BAD_SEAL("the sender has another cluster secret: give all agents the same"),
    /** An earlier life of the sender made it. */
    OLD_BOOT("an old datagram came late, or the sender's data directory was put back to an earlier state"),
    /** It was received before, or so many after it that nobody knows any more. */
    REPLAYED("a datagram was doubled or delayed by the network, or recorded and sent again"),
    /** Sealed by a member, yet no message of this release. */
    MALFORMED("the sender runs another release: upgrade the older of the two");

    private final String advice;

    DropReason(String advice) {
        this.advice = advice;
    }

    /** What is likely behind it, and what to do; for a person to read. */
    public String advice() {
        return advice;
    }
}
