package dev.quorumvip.api;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A member of the cluster.
 *
 * @param id its number, 1 to 2^53 - 1
 * @param name its name
 * @param address {@code host:port} it is reached by
 * @param role its part in the quorum
 * @param labels what virtual IPs may ask of a node
 * @param macs the hardware addresses of its interfaces, as far as they matter
 * @param drained whether it hands over what it has and is given nothing
 * @param session whether it has an open session in the lease protocol
 * @param live whether it was heard of within the lease duration; null when the answering node cannot tell
 * @param self whether it is the answering node
 */
public record MemberStatus(
        long id,
        String name,
        String address,
        Role role,
        Map<String, String> labels,
        List<String> macs,
        boolean drained,
        SessionState session,
        @Nullable Boolean live,
        boolean self) {
    public MemberStatus {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        macs = List.copyOf(macs);
    }
}
