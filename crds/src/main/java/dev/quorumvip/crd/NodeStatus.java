package dev.quorumvip.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one node knows of a virtual IP. */
@JsonInclude(Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeStatus(
        @JsonPropertyDescription("The node's name.") @Required
        String name,

        @JsonPropertyDescription("Whether it could be given the virtual IP now.") @Nullable
        Boolean eligible,

        @JsonPropertyDescription("Why it could not, each in one word.")
        List<String> reasons,

        @JsonPropertyDescription(
                "The hardware address that answered when this node last asked the segment for the virtual IP.")
        @Nullable
        String seenMac) {
    /** Reasons that are null are none. */
    public NodeStatus {
        reasons = reasons == null ? List.of() : List.copyOf(reasons);
    }
}
