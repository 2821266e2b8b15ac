package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import org.jspecify.annotations.Nullable;

/**
 * Whether a virtual IP moves from a healthy holder to a node with a higher priority.
 *
 * @param mode {@code never}, {@code always}, or {@code delayed}
 * @param delay with {@code delayed}: how long that node must have been able to hold it without a break
 */
@JsonInclude(Include.NON_NULL)
public record PreemptionSpec(
        @Nullable String mode, @Nullable String delay) {}
