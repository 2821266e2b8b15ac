package dev.quorumvip.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a virtual IP. What nothing confirms is left out, never repeated from earlier. */
@JsonInclude(Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record VirtualIPStatus(
        @JsonPropertyDescription("The metadata.generation that this status is about.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("The revision of the definition that the agents have.") @Nullable
        Long revision,

        @JsonPropertyDescription("The addresses that the agents have been told.")
        List<String> addresses,

        @JsonPropertyDescription("The addresses in one line, for the column ADDRESS.") @Nullable
        String addressSummary,

        @JsonPropertyDescription(
                "The node that has it, as confirmed by a quorum; absent while none has it, or nothing confirms where it is.")
        @Nullable
        HolderStatus holder,

        @JsonPropertyDescription("Nodes that could be given it now.")
        List<String> eligibleNodes,

        @JsonPropertyDescription("How often it has been given to a node.") @Nullable
        Long transitions,

        @JsonPropertyDescription("The last change of holder.") @Nullable
        TransitionStatus lastTransition,

        @JsonPropertyDescription("What the nodes know of it, each about itself.")
        List<NodeStatus> nodes,

        @JsonPropertyDescription("Where it was when that was last confirmed; only while nothing confirms where it is.")
        @Nullable
        LastSeen lastSeen,

        @JsonPropertyDescription("Accepted, Programmed, Ready, QuorumAvailable, HolderHealthy and AddressConflict.")
        List<Condition> conditions) {
    /** Lists that are null are empty. */
    public VirtualIPStatus {
        addresses = addresses == null ? List.of() : List.copyOf(addresses);
        eligibleNodes = eligibleNodes == null ? List.of() : List.copyOf(eligibleNodes);
        nodes = nodes == null ? List.of() : List.copyOf(nodes);
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
