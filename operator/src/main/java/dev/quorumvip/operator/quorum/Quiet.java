package dev.quorumvip.operator.quorum;

import dev.quorumvip.api.SightingStatus;
import dev.quorumvip.api.VipStatus;
import java.time.Instant;

/** Leaves out of what an agent says what is another each time though nothing is new. */
final class Quiet {
    private static final Instant NO_TIME = Instant.EPOCH;

    private Quiet() {}

    /** Without times of what was seen: agents count them back from now, so that they are others by a hair each time. */
    static VipStatus of(VipStatus vip) {
        return vip.seen().isEmpty()
                ? vip
                : vip.withSeen(vip.seen().stream()
                        .map(s -> new SightingStatus(s.address(), s.macs(), s.verdict(), NO_TIME, NO_TIME))
                        .toList());
    }
}
