package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Body of {@code GET /vip} and {@code PUT /vip}, in dqlite-vip's shape. It is the virtual IP named {@value #NAME}.
 *
 * @param vip an IPv4 address with its prefix; empty for none
 */
public record DqliteVip(@JsonProperty(required = true) String vip) {
    /** The name under {@code /v1/vips} of the one virtual IP that dqlite-vip knows. */
    public static final String NAME = "default";

    /** No virtual IP is set. */
    public static final DqliteVip NONE = new DqliteVip("");
}
