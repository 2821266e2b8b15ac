package dev.quorumvip.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a virtual IP was when that was last confirmed. It is no statement about now. */
@JsonInclude(Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record LastSeen(
        @JsonPropertyDescription("The node that had it then.") @Required
        String node,

        @JsonPropertyDescription("When that was confirmed.") @Nullable
        Instant at) {}
