package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What the answering node can vouch for about one virtual IP.
 *
 * <p>A holder is named only in a state that has one, and always when the address is {@link VipState#HELD}: with
 * {@link VipState#UNKNOWN} an earlier holder cannot be passed off as the present one.
 *
 * @param name a DNS label
 * @param address the address with its prefix, such as {@code 10.0.0.5/24}
 * @param interfaceName the interface it must be bound to; null when each node uses its own default
 * @param state where it is
 * @param holder who has it, or has been promised it
 * @param lastTransition the last change of holder that this node has applied; null when there was none
 * @param transitions how many assignments there have been
 */
public record VipStatus(
        String name,
        String address,
        @JsonProperty("interface") @Nullable String interfaceName,
        VipState state,
        @Nullable HolderStatus holder,
        @Nullable VipTransition lastTransition,
        long transitions) {

    /**
     * Refuses contradictions.
     *
     * @throws IllegalArgumentException when a holder is named in a state without one, or none is in {@link
     *     VipState#HELD}
     */
    public VipStatus {
        if (holder != null && !state.namesHolder()) {
            throw new IllegalArgumentException("a virtual IP that is " + state + " names no holder");
        }
        if (holder == null && state == VipState.HELD) {
            throw new IllegalArgumentException("a virtual IP that is HELD names its holder");
        }
    }

    /** Whether the quorum, or the answering node's own valid lease, confirms the state. */
    @JsonProperty(value = "confirmed", access = JsonProperty.Access.READ_ONLY)
    public boolean confirmed() {
        return state != VipState.UNKNOWN;
    }
}
