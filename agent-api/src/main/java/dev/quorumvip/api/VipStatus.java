package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the answering node can vouch for about one virtual IP.
 *
 * <p>A holder is named only in a state that has one, and always when the address is {@link VipState#HELD}: with
 * {@link VipState#UNKNOWN} an earlier holder cannot be passed off as the present one.
 *
 * @param name a DNS label
 * @param revision grows each time that {@code spec} is changed
 * @param addresses each with its prefix, such as {@code 10.0.0.5/24}; all of them are on the holder
 * @param spec what is wanted of it
 * @param state where it is
 * @param holder who has it, or has been promised it
 * @param keptWithoutQuorum whether the answering node has it on its interface though no majority of the voters answers,
 *     as {@code onQuorumLoss: keep} asks; another node may have it too
 * @param unable nodes that could not serve it now, as far as the answering node knows; empty while it knows nothing
 * @param addressConflict who else has one of its addresses, as far as the cluster knows; null when nobody is known to
 * @param seen who answered when the answering node last asked the segment for it; empty on its holder, and elsewhere
 *     until it was asked
 * @param lastTransition the last change of holder that this node has applied; null when there was none
 * @param transitions how many assignments there have been
 */
public record VipStatus(
        String name,
        long revision,
        List<String> addresses,
        VipSpec spec,
        VipState state,
        @Nullable HolderStatus holder,
        boolean keptWithoutQuorum,
        List<InabilityStatus> unable,
        @Nullable AddressConflictStatus addressConflict,
        List<SightingStatus> seen,
        @Nullable VipTransition lastTransition,
        long transitions) {

    /**
     * Refuses contradictions.
     *
     * @throws IllegalArgumentException when a holder is named in a state without one, or none is in {@link
     *     VipState#HELD}, or one is kept without a quorum in a state that a quorum confirms
     */
    public VipStatus {
        addresses = List.copyOf(addresses);
        unable = List.copyOf(unable);
        seen = List.copyOf(seen);
        if (holder != null && !state.namesHolder()) {
            throw new IllegalArgumentException("a virtual IP that is " + state + " names no holder");
        }
        if (keptWithoutQuorum && state != VipState.UNKNOWN) {
            throw new IllegalArgumentException("nothing confirms where a virtual IP is that is kept without a quorum");
        }
        if (holder == null && state == VipState.HELD) {
            throw new IllegalArgumentException("a virtual IP that is HELD names its holder");
        }
    }

    /** What another node tells, without what only that one has seen. */
    public VipStatus withoutSightings() {
        return withSeen(List.of());
    }

    /** The same, with other sightings. */
    public VipStatus withSeen(List<SightingStatus> sightings) {
        return new VipStatus(
                name,
                revision,
                addresses,
                spec,
                state,
                holder,
                keptWithoutQuorum,
                unable,
                addressConflict,
                sightings,
                lastTransition,
                transitions);
    }

    /** Whether it was deleted, and its holder has not let go of it yet: that one is named no more. */
    public boolean beingDeleted() {
        return state == VipState.RELEASING && holder == null;
    }

    /** The same, kept by the answering node without a quorum. */
    public VipStatus withKeptWithoutQuorum() {
        return new VipStatus(
                name,
                revision,
                addresses,
                spec,
                VipState.UNKNOWN,
                null,
                true,
                List.of(),
                addressConflict,
                seen,
                lastTransition,
                transitions);
    }

    /** Whether the quorum, or the answering node's own valid lease, confirms the state. */
    @JsonProperty(value = "confirmed", access = JsonProperty.Access.READ_ONLY)
    public boolean confirmed() {
        return state != VipState.UNKNOWN;
    }
}
