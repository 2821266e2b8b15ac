package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Body of {@code POST /v1/vips/{name}/move}.
 *
 * @param to the name or number of the member that is to have it
 */
public record MoveRequest(@JsonProperty(required = true) String to) {}
