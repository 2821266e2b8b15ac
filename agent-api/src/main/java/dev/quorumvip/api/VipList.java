package dev.quorumvip.api;

import java.util.List;

/**
 * Body of {@code GET /v1/vips}.
 *
 * @param vips every virtual IP that is set, by name
 */
public record VipList(List<VipStatus> vips) {
    public VipList {
        vips = List.copyOf(vips);
    }
}
