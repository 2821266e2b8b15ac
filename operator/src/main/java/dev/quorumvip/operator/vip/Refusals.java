package dev.quorumvip.operator.vip;

import dev.quorumvip.crd.VirtualIP;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What the agents refused lately, so that they are not asked the same with each change of the cluster. */
final class Refusals {
    private record Refusal(long generation, Acceptance.Refused why, Instant at) {}

    private final Map<String, Refusal> byUid = new ConcurrentHashMap<>();

    void was(VirtualIP vip, Acceptance.Refused why, Instant now) {
        byUid.put(uid(vip), new Refusal(vip.getMetadata().getGeneration(), why, now));
    }

    void over(VirtualIP vip) {
        byUid.remove(uid(vip));
    }

    /** The refusal of this very generation, whenever it was. */
    Optional<Acceptance> last(VirtualIP vip) {
        return of(vip).map(Refusal::why);
    }

    /** The same, unless it was longer ago than {@code lately}. */
    Optional<Acceptance> lately(VirtualIP vip, Duration lately, Instant now) {
        return of(vip).filter(refusal -> Duration.between(refusal.at(), now).compareTo(lately) < 0)
                .map(Refusal::why);
    }

    private Optional<Refusal> of(VirtualIP vip) {
        return Optional.ofNullable(byUid.get(uid(vip)))
                .filter(refusal -> refusal.generation() == vip.getMetadata().getGeneration());
    }

    private static String uid(VirtualIP vip) {
        return vip.getMetadata().getUid();
    }
}
