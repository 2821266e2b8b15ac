package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The node that has a virtual IP, or has been promised it.
 *
 * @param id the member's number
 * @param name the member's name
 * @param interfaceName where the address is bound; null while that is not known here
 * @param mac the interface's hardware address, {@code aa:bb:cc:dd:ee:ff}; null while that is not known here
 * @param since when it was bound, by the holder's wall clock; null while it is not known to be bound
 */
public record HolderStatus(
        long id,
        String name,
        @JsonProperty("interface") @Nullable String interfaceName,

        @Nullable String mac,
        @Nullable Instant since) {}
