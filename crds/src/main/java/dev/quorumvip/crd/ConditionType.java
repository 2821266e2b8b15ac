package dev.quorumvip.crd;

/** The types of conditions in {@link VirtualIPStatus#conditions}. */
public final class ConditionType {
    /** Whether the spec can be carried out as it is. */
    public static final String ACCEPTED = "Accepted";

    /** Whether the agents have this spec. */
    public static final String PROGRAMMED = "Programmed";

    /** Whether a node has the virtual IP and serves it. */
    public static final String READY = "Ready";

    /** Whether a majority of the agents that vote can be reached. */
    public static final String QUORUM_AVAILABLE = "QuorumAvailable";

    /** Whether the health checks pass on the holder. */
    public static final String HOLDER_HEALTHY = "HolderHealthy";

    /** Whether a machine that should not has one of the addresses. */
    public static final String ADDRESS_CONFLICT = "AddressConflict";

    private ConditionType() {}
}
