package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code PUT /v1/vips/{name}}.
 *
 * @param address an IPv4 address with its prefix, as {@link VipAddressSyntax} accepts it
 * @param interfaceName the interface to bind it to; null, or left out, for each node's default
 */
public record VipRequest(
        @JsonProperty(required = true) String address,

        @JsonProperty("interface") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        String interfaceName) {}
