package dev.quorumvip.agent.node;

/**
 * A safety rule that a simulated cluster breaks, at one of the places where it meets the world: its disk, its clock, its
 * kernel, its mail, its leader, and what its log accepts. A simulation that cannot tell is of no use.
 */
enum Sabotage {
    /** All rules are kept. */
    NONE("nothing"),
    CLOSES_ARE_NOT_PERSISTED("a close is answered before it is on disk, and never gets there"),
    NO_QUARANTINE("a voter closes sessions as soon as it has restarted"),
    EMPTY_DISK_GOES_UNNOTICED("a machine whose disk was emptied comes back as the node it was"),
    DEADLINE_FROM_RECEIPT("an ack prolongs the lease as of the newest round, however long ago its own was sent"),
    LEASE_OUTLASTS_THE_PROMISE("a holder counts its lease for longer than the voters promised"),
    /**
     * With clocks three tenths apart: with the real ρ it was not found. 30 ms, a thousandth of the longest lease, is
     * about what a gate closes early (ADR 9) and the messages of a failover take together.
     */
    PROMISE_WITHOUT_RHO("a voter promises for no longer than the lease lasts on its own clock"),
    CLOCKS_DRIFT_BEYOND_RHO("clocks differ in rate by more than the promises are stretched for"),
    NO_FENCE("there is no gate in the kernel, and the promise is as short as if there were one"),
    LATE_TRANSACTIONS_COUNT("the kernel opens and extends gates however late the process is, and revives closed ones"),
    RELEASE_BEFORE_UNBIND("an address is given back while it is still on the interface"),
    FORGOTTEN_RELEASE("a node acts again on a grant that it gave back, when a voter that lags tells it of it"),
    LATE_RELEASE_COUNTS("the log takes a release of an older grant for one of the present grant"),
    ASSIGNED_TWICE("the log accepts an assignment of what is assigned"),
    MOVED_WITHOUT_RELEASE("a move assigns a VIP anew before its holder has released it"),
    DRAINED_WITHOUT_RELEASE("what a drained node holds counts as released at once"),
    REDEFINED_WITHOUT_RELEASE("a VIP whose addresses change counts as released at once"),
    ADDRESS_FREED_TOO_SOON("the log gives a VIP an address that another's holder has still to let go of"),
    FORMER_ADDRESSES_ARE_BOUND("a holder binds the addresses that a VIP had when it was first told of it"),
    EXPIRY_WITHOUT_CLOSES("a leader expires a session that nobody has closed"),
    EXPIRY_BY_A_MINORITY("one voter's close is counted as everybody's"),
    EXPIRY_UNDER_FORMER_VOTERS("the log accepts an expiry whose closes were counted under a former voter set"),
    LEASE_BY_A_MINORITY("one voter's ack is counted as everybody's"),
    SESSION_IS_RESUMED("a restarted node goes on with the session of its earlier life"),
    LATE_OPEN_COUNTS("the log opens an older session anew when a late duplicate asks for it"),
    TWO_VOTERS_AT_ONCE("the log accepts a change of two voters"),
    CHANGE_BEFORE_SETTLED("the log accepts a change of voters before the former one has settled"),
    SETTLED_WHILE_PROMISED("a voter settles a version while acks that it gave under it are still good"),
    /** Shows in a voter outside the Raft group. */
    FORMER_RECONFIGURATION_COUNTS("the log accepts a change of voters that an earlier leader planned"),
    REVOCATIONS_ARE_LOST("the log accepts a revocation, and no holder is asked to let go"),
    MOVES_FOR_EVER("each assignment asks for the VIP to go elsewhere");

    private final String words;

    Sabotage(String words) {
        this.words = words;
    }

    /** Whether it shows in VIPs that are not where they have to be, and in nothing worse. */
    boolean misplaces() {
        return this == REVOCATIONS_ARE_LOST || this == MOVES_FOR_EVER;
    }

    @Override
    public String toString() {
        return words;
    }
}
