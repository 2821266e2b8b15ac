package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.definition.InterfaceChoice;
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
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which VIPs this node could serve: has their checks run, looks for their interfaces, and has the voters told what
 * came of that.
 *
 * <p>Told at once when something changes, again a little later in case that was lost, and then each second.
 */
final class AbilityDesk {
    private static final Logger LOG = LoggerFactory.getLogger(AbilityDesk.class);

    /** Names in one line of the log. */
    private static final int SHOWN = 10;

    /** Two hundred VIPs that are bound are two hundred changes. */
    private static final Duration LOOK_WITHIN = Duration.ofMillis(50);

    private static final Duration SAY_AGAIN = Duration.ofSeconds(1);
    private static final Duration SAY_SOON_AGAIN = Duration.ofMillis(100);

    /** Runs checks, and tells of changes by {@link AbilityDesk#healthChanged}. */
    @FunctionalInterface
    interface Checks {
        /** These are to be run from now on, by name of VIP, and no others. */
        void watch(Map<String, List<HealthCheck>> vips);
    }

    /** Knows this node's interfaces. */
    @FunctionalInterface
    interface Interfaces {
        /** Names of those whose interface is not there, or cannot be used, now. */
        Set<String> missingFor(Map<String, VipDefinition> vips);
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
    private final Interfaces interfaces;
    private final Voters voters;
    private final Alarm again;
    private final Alarm look;
    private final Map<String, VipHealth> health = new HashMap<>();
    private SortedMap<String, Defined> definitions = new TreeMap<>();
    private Map<String, List<HealthCheck>> watched = Map.of();

    /** Those that say on which interface they are to be. */
    private Map<String, VipDefinition> choosy = Map.of();

    private Set<String> nowhere = Set.of();
    private long newest;
    private long sequence;

    /** @param timing of this node's leases */
    AbilityDesk(AgentLoop loop, LeaseTiming timing, Checks checks, Interfaces interfaces, Voters voters) {
        this.timing = timing;
        this.checks = checks;
        this.interfaces = interfaces;
        this.voters = voters;
        this.again = new Alarm(loop, this::sayAgain);
        this.look = new Alarm(loop, this::look);
    }

    /** Whether not everybody could serve it, so that nodes say whether they could. */
    static boolean concerns(VipDefinition definition) {
        return !definition.healthChecks().isEmpty()
                || definition.failoverProfile().isPresent()
                || isChoosy(definition);
    }

    /** That the node's default interface cannot be used concerns the node, which says so when it renews. */
    private static boolean isChoosy(VipDefinition definition) {
        return !(definition.interfaceChoice() instanceof InterfaceChoice.NodeDefault);
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
        choosy = known.entrySet().stream()
                .filter(vip -> isChoosy(vip.getValue().definition()))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, vip -> vip.getValue().definition()));
        missesOthers();
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

    /** Interfaces of this node, or addresses on them, have changed; many changes in a row are looked at once. */
    void interfacesChanged() {
        if (!choosy.isEmpty()) {
            look.within(LOOK_WITHIN);
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

    private void look() {
        if (missesOthers()) {
            changed();
        }
    }

    /** Looks as well, in case nobody told of a change. */
    private void sayAgain() {
        if (missesOthers()) {
            changed();
        } else {
            say(SAY_AGAIN);
        }
    }

    /** Looks at the interfaces; true if they are missing for other VIPs than before. */
    private boolean missesOthers() {
        Set<String> now = choosy.isEmpty() ? Set.of() : Set.copyOf(interfaces.missingFor(choosy));
        if (now.equals(nowhere)) {
            return false;
        }
        LOG.atInfo()
                .addKeyValue("vip", now.stream().sorted().limit(SHOWN).collect(Collectors.joining(" ")))
                .addKeyValue("vips", now.size())
                .log("VIPs whose interface is not there, or cannot be used, on this node");
        nowhere = now;
        return true;
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
        if (nowhere.contains(name)) {
            return Optional.of(InabilityReason.NO_INTERFACE);
        }
        return switch (health(name)) {
            case PASSING -> Optional.empty();
            case UNKNOWN -> Optional.of(InabilityReason.UNCHECKED);
            case FAILING -> Optional.of(InabilityReason.UNHEALTHY);
        };
    }
}
