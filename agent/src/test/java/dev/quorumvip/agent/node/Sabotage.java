package dev.quorumvip.agent.node;

/**
 * A safety rule that a simulated cluster breaks, at one of the places where it meets the world: its disk, its clock, its
 * kernel, its mail, its leader. A simulation that cannot tell is of no use.
 */
enum Sabotage {
    /** All rules are kept. */
    NONE("nothing"),
    CLOSES_ARE_NOT_PERSISTED("a close is answered before it is on disk, and never gets there"),
    NO_QUARANTINE("a voter closes sessions as soon as it has restarted"),
    LEASE_OUTLASTS_THE_PROMISE(
            "a holder counts its lease for longer than the voters promised, as from the receipt of acks"),
    CLOCKS_DRIFT_BEYOND_RHO("clocks differ in rate by more than the promises are stretched for"),
    NO_FENCE("there is no gate in the kernel, and the promise is as short as if there were one"),
    LATE_TRANSACTIONS_COUNT("the kernel opens and extends gates however late the process is, and revives closed ones"),
    RELEASE_BEFORE_UNBIND("an address is given back while it is still on the interface"),
    EXPIRY_WITHOUT_CLOSES("a leader expires a session that nobody has closed"),
    EXPIRY_BY_A_MINORITY("one voter's close is counted as everybody's"),
    LEASE_BY_A_MINORITY("one voter's ack is counted as everybody's"),
    SESSION_IS_RESUMED("a restarted node goes on with the session of its earlier life");

    private final String words;

    Sabotage(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
