package dev.quorumvip.api;

import java.time.Instant;
import java.util.List;

/**
 * Who answered the node that tells this when it last asked the segment for an address that another node holds.
 *
 * @param address without a prefix
 * @param macs the hardware addresses that answered
 * @param verdict {@code HOLDER}: the holder and nobody else; {@code ANOTHER}: one that is not known as the holder's;
 *     {@code SEVERAL}: two or more; {@code NOBODY}
 * @param since from when on it was always the same ones
 * @param asked when it was asked last
 */
public record SightingStatus(String address, List<String> macs, String verdict, Instant since, Instant asked) {
    public SightingStatus {
        macs = List.copyOf(macs);
    }
}
