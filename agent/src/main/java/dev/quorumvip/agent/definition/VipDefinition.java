package dev.quorumvip.agent.definition;

import dev.quorumvip.agent.announcement.AnnouncementSchedule;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.health.HealthCheck;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What is wanted of a virtual IP.
 *
 * @param addresses what clients use; all of them are on one holder. At least one, each once
 * @param interfaceChoice where each node binds them
 * @param nodeSelector labels that a node must have to hold it; empty for every node
 * @param priorities by name of node; {@link #DEFAULT_PRIORITY} for the others, and the highest is preferred
 * @param preemption whether a node with a higher priority takes it from one with a lower
 * @param healthChecks what a node asks of itself before it may hold it; all must pass
 * @param ifNoneHealthy what happens when they pass nowhere
 * @param announcement how the segment is told where it is
 * @param conflictPolicy what to do when a stranger has one of the addresses
 * @param failoverProfile the timing that its holder must have; empty for whatever that has
 * @param onQuorumLoss what a holder does that reaches no majority
 * @param paused whether it stays where it is, and is given to nobody
 * @param lockDelay how long a node that failed it is passed over
 * @param owner the object elsewhere that this was made from; empty for what somebody set by hand
 */
public record VipDefinition(
        List<VipAddress> addresses,
        InterfaceChoice interfaceChoice,
        SortedMap<String, String> nodeSelector,
        SortedMap<String, Integer> priorities,
        Preemption preemption,
        List<HealthCheck> healthChecks,
        NoneHealthyPolicy ifNoneHealthy,
        AnnouncementSchedule announcement,
        ConflictPolicy conflictPolicy,
        Optional<NamedTiming> failoverProfile,
        QuorumLossPolicy onQuorumLoss,
        boolean paused,
        Duration lockDelay,
        Optional<Owner> owner) {
    /** The priority of a node that is not named. */
    public static final int DEFAULT_PRIORITY = 100;

    /** Five in the first half second, in case the first are lost while a switch learns; then every ten seconds. */
    public static final AnnouncementSchedule DEFAULT_ANNOUNCEMENT =
            new AnnouncementSchedule(5, Duration.ofMillis(100), Duration.ofSeconds(10));

    /** Long enough for an application to restart, so that a VIP does not go back to one that just failed it. */
    public static final Duration DEFAULT_LOCK_DELAY = Duration.ofSeconds(1);

    public VipDefinition {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("a virtual IP has at least one address");
        }
        addresses = List.copyOf(addresses);
        healthChecks = List.copyOf(healthChecks);
        nodeSelector = Collections.unmodifiableSortedMap(new TreeMap<>(nodeSelector));
        priorities = Collections.unmodifiableSortedMap(new TreeMap<>(priorities));
    }

    /** These addresses, and the default in everything else. */
    public static VipDefinition of(VipAddress... addresses) {
        return new VipDefinition(
                List.of(addresses),
                new InterfaceChoice.NodeDefault(),
                new TreeMap<>(),
                new TreeMap<>(),
                new Preemption.Never(),
                List.of(),
                NoneHealthyPolicy.RELEASE,
                DEFAULT_ANNOUNCEMENT,
                ConflictPolicy.REFUSE,
                Optional.empty(),
                QuorumLossPolicy.RELEASE,
                false,
                DEFAULT_LOCK_DELAY,
                Optional.empty());
    }

    /** The same on another interface. */
    public VipDefinition on(InterfaceChoice choice) {
        return with(copy -> copy.interfaceChoice = choice);
    }

    /** The same with other rules of where it goes. */
    public VipDefinition placed(
            SortedMap<String, String> selector, SortedMap<String, Integer> byName, Preemption takenBack) {
        return with(copy -> {
            copy.nodeSelector = selector;
            copy.priorities = byName;
            copy.preemption = takenBack;
        });
    }

    /** The same with these checks. */
    public VipDefinition checked(List<HealthCheck> checks, NoneHealthyPolicy ifNone) {
        return with(copy -> {
            copy.healthChecks = checks;
            copy.ifNoneHealthy = ifNone;
        });
    }

    /** The same, for nodes with this timing alone. */
    public VipDefinition needing(NamedTiming timing) {
        return with(copy -> copy.failoverProfile = Optional.of(timing));
    }

    /** The same, with another word on what its holder does without a quorum. */
    public VipDefinition withOnQuorumLoss(QuorumLossPolicy policy) {
        return with(copy -> copy.onQuorumLoss = policy);
    }

    /** The same, paused or not. */
    public VipDefinition paused(boolean now) {
        return with(copy -> copy.paused = now);
    }

    /** The same, made from that object. */
    public VipDefinition ownedBy(Owner object) {
        return with(copy -> copy.owner = Optional.of(object));
    }

    /** How much a node of that name is preferred. */
    public int priorityOf(String nodeName) {
        return priorities.getOrDefault(nodeName, DEFAULT_PRIORITY);
    }

    /** Whether a node with these labels may hold it. */
    public boolean selects(SortedMap<String, String> labels) {
        return nodeSelector.isEmpty()
                || nodeSelector.entrySet().stream()
                        .allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())));
    }

    /** What whoever sets it should know, in sentences for people. */
    public List<String> warnings() {
        return onQuorumLoss == QuorumLossPolicy.KEEP
                ? List.of(
                        "with onQuorumLoss: keep a holder that reaches no majority goes on with the addresses while the"
                                + " others give them to another node: two machines may answer for them, and both may be written to")
                : List.of();
    }

    /** Whether what a holder has on its interface is the same under both. */
    public boolean bindsAs(VipDefinition other) {
        return addresses.equals(other.addresses) && interfaceChoice.equals(other.interfaceChoice);
    }

    private VipDefinition with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.done();
    }

    /** Another one in the making: what changes stands alone where it changes. */
    private static final class Copy {
        private List<VipAddress> addresses;
        private InterfaceChoice interfaceChoice;
        private SortedMap<String, String> nodeSelector;
        private SortedMap<String, Integer> priorities;
        private Preemption preemption;
        private List<HealthCheck> healthChecks;
        private NoneHealthyPolicy ifNoneHealthy;
        private AnnouncementSchedule announcement;
        private ConflictPolicy conflictPolicy;
        private Optional<NamedTiming> failoverProfile;
        private QuorumLossPolicy onQuorumLoss;
        private boolean paused;
        private Duration lockDelay;
        private Optional<Owner> owner;

        Copy(VipDefinition from) {
            this.addresses = from.addresses;
            this.interfaceChoice = from.interfaceChoice;
            this.nodeSelector = from.nodeSelector;
            this.priorities = from.priorities;
            this.preemption = from.preemption;
            this.healthChecks = from.healthChecks;
            this.ifNoneHealthy = from.ifNoneHealthy;
            this.announcement = from.announcement;
            this.conflictPolicy = from.conflictPolicy;
            this.failoverProfile = from.failoverProfile;
            this.onQuorumLoss = from.onQuorumLoss;
            this.paused = from.paused;
            this.lockDelay = from.lockDelay;
            this.owner = from.owner;
        }

        VipDefinition done() {
            return new VipDefinition(
                    addresses,
                    interfaceChoice,
                    nodeSelector,
                    priorities,
                    preemption,
                    healthChecks,
                    ifNoneHealthy,
                    announcement,
                    conflictPolicy,
                    failoverProfile,
                    onQuorumLoss,
                    paused,
                    lockDelay,
                    owner);
        }
    }
}
