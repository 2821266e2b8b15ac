package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.health.HealthCheck;
import dev.quorumvip.agent.health.VipHealth;
import dev.quorumvip.agent.lease.LeaseTiming;
import dev.quorumvip.agent.protocol.Message.Inability;
import dev.quorumvip.agent.protocol.Message.InabilityReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Knows which VIPs this node could serve: has their checks run, and has the voters told what came of them.
 *
 * <p>Told at once when something changes, again a little later in case that was lost, and then each second.
 */
final class AbilityDesk {
    private static final Duration SAY_AGAIN = Duration.ofSeconds(1);
    private static final Duration SAY_SOON_AGAIN = Duration.ofMillis(100);

    /** Runs checks, and tells of changes by {@link AbilityDesk#healthChanged}. */
    @FunctionalInterface
    interface Checks {
        /** These are to be run from now on, by name of VIP, and no others. */
        void watch(Map<String, List<HealthCheck>> vips);
    }

    /** Who hears it. */
    @FunctionalInterface
    interface Voters {
        /** @param upTo the newest definition that is known here */
        void tell(long sequence, long upTo, List<Inability> inabilities);
    }

    /** A definition with its number. */
    record Defined(DefinitionNumber number, VipDefinition definition) {}

    private final LeaseTiming timing;
    private final Checks checks;
    private final Voters voters;
    private final Alarm again;
    private final Map<String, VipHealth> health = new HashMap<>();
    private SortedMap<String, Defined> definitions = new TreeMap<>();
    private Map<String, List<HealthCheck>> watched = Map.of();
    private long newest;
    private long sequence;

    /** @param timing of this node's leases */
    AbilityDesk(AgentLoop loop, LeaseTiming timing, Checks checks, Voters voters) {
        this.timing = timing;
        this.checks = checks;
        this.voters = voters;
        this.again = new Alarm(loop, this::sayAgain);
    }

    /** Whether not everybody could serve it, so that nodes say whether they could. */
    static boolean concerns(VipDefinition definition) {
        return !definition.healthChecks().isEmpty()
                || definition.failoverProfile().isPresent();
    }

    /**
     * What VIPs there are, as far as this node may hold them.
     *
     * @param upTo the newest definition of all
     */
    void learn(SortedMap<String, Defined> known, long upTo) {
        if (upTo == newest && known.equals(definitions)) {
            return;
        }
        newest = upTo;
        definitions = known;
        Map<String, List<HealthCheck>> wanted = new HashMap<>();
        known.forEach((name, defined) -> {
            if (!defined.definition().healthChecks().isEmpty()) {
                wanted.put(name, defined.definition().healthChecks());
            }
        });
        health.keySet().retainAll(wanted.keySet());
        if (!wanted.equals(watched)) {
            watched = wanted;
            checks.watch(wanted);
        }
        changed();
    }

    /** The checks of a VIP have come to something else. */
    void healthChanged(String vip, VipHealth now) {
        if (watched.containsKey(vip) && health.put(vip, now) != now) {
            changed();
        }
    }

    /** What the checks of a VIP have come to; passing for one that has none. */
    VipHealth health(String vip) {
        return watched.containsKey(vip) ? health.getOrDefault(vip, VipHealth.UNKNOWN) : VipHealth.PASSING;
    }

    /** Of each VIP that has checks here, whether they pass; empty while that is not known. */
    Map<String, Optional<Boolean>> passing() {
        Map<String, Optional<Boolean>> passing = new HashMap<>();
        watched.keySet()
                .forEach(vip -> passing.put(
                        vip,
                        switch (health(vip)) {
                            case PASSING -> Optional.of(true);
                            case FAILING -> Optional.of(false);
                            case UNKNOWN -> Optional.empty();
                        }));
        return passing;
    }

    /** A new session has begun: nobody has heard anything in it. */
    void sessionOpened() {
        changed();
    }

    private void changed() {
        sequence++;
        say(SAY_SOON_AGAIN);
    }

    private void sayAgain() {
        say(SAY_AGAIN);
    }

    /** Nothing, where everybody could serve every VIP. */
    private void say(Duration nextWithin) {
        if (definitions.values().stream().noneMatch(d -> concerns(d.definition()))) {
            return;
        }
        List<Inability> inabilities = new ArrayList<>();
        definitions.forEach((name, defined) ->
                inability(name, defined).ifPresent(why -> inabilities.add(new Inability(defined.number(), why))));
        voters.tell(sequence, newest, inabilities);
        again.within(nextWithin);
    }

    private Optional<InabilityReason> inability(String name, Defined defined) {
        if (!Timings.suit(defined.definition(), timing)) {
            return Optional.of(InabilityReason.OTHER_TIMING);
        }
        return switch (health(name)) {
            case PASSING -> Optional.empty();
            case UNKNOWN -> Optional.of(InabilityReason.UNCHECKED);
            case FAILING -> Optional.of(InabilityReason.UNHEALTHY);
        };
    }
}
