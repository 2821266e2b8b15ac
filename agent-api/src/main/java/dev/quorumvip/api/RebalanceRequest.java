package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/rebalance}.
 *
 * @param policy {@code once}, {@code always} or {@code never}; once when left out
 * @param together how many virtual IPs may be on the move at once, 1 to 100; 1 when left out
 */
public record RebalanceRequest(
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RebalancePolicy policy,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer together) {}
