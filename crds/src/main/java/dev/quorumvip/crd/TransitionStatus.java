package dev.quorumvip.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A change of holder. */
@JsonInclude(Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TransitionStatus(
        @JsonPropertyDescription("The node that had it; absent if none did.") @Nullable
        String from,

        @JsonPropertyDescription("The node that got it; absent if none did.") @Nullable
        String to,

        @JsonPropertyDescription("Why, in one word, such as SESSION_EXPIRED.") @Nullable
        String reason,

        @JsonPropertyDescription("When the cause was detected.") @Nullable
        Instant detectedAt,

        @JsonPropertyDescription("When the new holder had the address on its interface.") @Nullable
        Instant boundAt,

        @JsonPropertyDescription("When the first announcement had left.") @Nullable
        Instant announcedAt,

        @JsonPropertyDescription(
                "Milliseconds from the detection to the announcement, or to the binding where none could be sent.")
        @Nullable
        Long durationMillis) {}
