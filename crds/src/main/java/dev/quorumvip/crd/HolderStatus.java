package dev.quorumvip.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The node that has a virtual IP. */
@JsonInclude(Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record HolderStatus(
        @JsonPropertyDescription("The node's name.") @Required
        String node,

        @JsonPropertyDescription("The interface that carries it.") @JsonProperty("interface") @Nullable
        String interfaceName,

        @JsonPropertyDescription("The interface's hardware address.") @Nullable
        String mac,

        @JsonPropertyDescription("When it was bound, by the holder's clock.") @Nullable
        Instant since) {}
