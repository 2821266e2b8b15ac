package dev.quorumvip.agent.node;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.announcement.NeighbourClaim;
import dev.quorumvip.agent.conflict.KnownMacs;
import dev.quorumvip.agent.conflict.Sighting;
import dev.quorumvip.agent.conflict.Watched;
import dev.quorumvip.agent.conflict.Witness;
import dev.quorumvip.agent.conflict.WitnessEffect;
import dev.quorumvip.agent.conflict.WitnessPlan;
import dev.quorumvip.agent.protocol.Message.Claimant;
import dev.quorumvip.agent.state.ConflictKind;
import dev.quorumvip.api.IpText;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * On who does not hold a VIP: asks the segment now and then who has it, and raises the alarm when it is not its holder
 * alone.
 *
 * <p>An answer of another member may be one of a moment ago, while the VIP moves: it counts when the next round says the
 * same. A stranger's counts at once. From the loop's thread only.
 */
final class WitnessDesk {
    private static final Logger LOG = LoggerFactory.getLogger(WitnessDesk.class);

    private static final Duration REVIEW = Duration.ofSeconds(1);

    /** Shorter than the leader takes to forget what was told. */
    private static final Duration TELL_AGAIN = Duration.ofSeconds(10);

    /** What the desk does with the agent around it. */
    interface Surroundings {
        /** Asks that segment who has the address. */
        void askWho(Link link, InetAddress ip);

        /** @param claimant empty when it is over */
        void tellLeader(String vip, Optional<Claimant> claimant);

        /** A conflict was noticed; {@code kind} for the metrics. */
        void noticed(ConflictKind kind);
    }

    /** An address that another node holds, and where to ask for it. */
    record Target(Watched watched, Link link) {}

    private final AgentLoop loop;
    private final Surroundings surroundings;
    private final Witness witness;
    private final Alarm tick;
    private final Alarm review;
    private final Map<String, Raised> alarms = new HashMap<>();
    private Map<InetAddress, Link> links = Map.of();
    private KnownMacs known = new KnownMacs(Set.of(), Set.of());

    private record Raised(Claimant claimant, long toldNanos) {}

    WitnessDesk(AgentLoop loop, Surroundings surroundings) {
        this.loop = loop;
        this.surroundings = surroundings;
        this.witness = new Witness(WitnessPlan.DEFAULT, loop.now());
        this.tick = new Alarm(loop, this::tick);
        this.review = new Alarm(loop, this::review);
    }

    /** Other nodes hold exactly these from now on. */
    void watch(List<Target> targets, KnownMacs nowKnown) {
        known = nowKnown;
        Map<InetAddress, Link> now = new HashMap<>();
        targets.forEach(target -> now.put(target.watched.address(), target.link));
        links = now;
        witness.watch(targets.stream().map(Target::watched).toList());
        next();
        if (!now.isEmpty() || !alarms.isEmpty()) {
            review.within(REVIEW);
        }
    }

    /** The addresses of which this desk wants to hear what is said; never changed once given out. */
    Set<InetAddress> addresses() {
        return links.keySet();
    }

    /** A claim was heard on the segment. */
    void heard(NeighbourClaim claim) {
        witness.heard(claim);
    }

    /** What answered last, for each address of {@code vip} that was asked for. */
    List<Sighting> sightings(String vip) {
        return witness.sightings().getOrDefault(vip, List.of());
    }

    private void tick() {
        for (WitnessEffect effect : witness.tick(loop.now())) {
            if (effect instanceof WitnessEffect.Ask(InetAddress ip)) {
                Optional.ofNullable(links.get(ip)).ifPresent(link -> surroundings.askWho(link, ip));
            }
        }
        next();
    }

    private void next() {
        witness.nextTickNanos().ifPresent(at -> tick.within(Duration.ofNanos(Math.max(0, at - loop.now()))));
    }

    private void review() {
        Map<String, Claimant> now = new HashMap<>();
        witness.sightings()
                .forEach((vip, seen) -> seen.stream()
                        .flatMap(sighting -> intruder(sighting).stream())
                        .findFirst()
                        .ifPresent(claimant -> now.put(vip, claimant)));
        now.forEach(this::alarm);
        for (String vip : Set.copyOf(alarms.keySet())) {
            if (!now.containsKey(vip)) {
                alarms.remove(vip);
                LOG.atInfo().addKeyValue("vip", vip).log("nobody but its holder answers for the VIP any more");
                surroundings.tellLeader(vip, Optional.empty());
            }
        }
        if (!links.isEmpty() || !alarms.isEmpty()) {
            review.within(REVIEW);
        }
    }

    private void alarm(String vip, Claimant claimant) {
        Raised before = alarms.get(vip);
        boolean same = before != null && before.claimant.equals(claimant);
        if (before != null && same && loop.now() - before.toldNanos < TELL_AGAIN.toNanos()) {
            return;
        }
        alarms.put(vip, new Raised(claimant, loop.now()));
        if (!same) {
            LOG.atWarn()
                    .addKeyValue("vip", vip)
                    .addKeyValue("address", IpText.of(claimant.address()))
                    .addKeyValue("mac", new MacAddress(claimant.mac()))
                    .log("another machine than its holder answers for the VIP");
            surroundings.noticed(ConflictKind.SEEN_BY_WITNESS);
        }
        surroundings.tellLeader(vip, Optional.of(claimant));
    }

    private Optional<Claimant> intruder(Sighting seen) {
        if (seen.holder().isEmpty()) {
            return Optional.empty();
        }
        boolean twice = seen.askedNanos() - seen.sinceNanos() > 0;
        return switch (seen.verdict()) {
            case NOBODY, HOLDER -> Optional.empty();
            case ANOTHER, SEVERAL ->
                seen.macs().stream()
                        .filter(mac -> !seen.holder().contains(mac))
                        .filter(mac -> twice || known.whose(mac) == KnownMacs.Whose.STRANGER)
                        .min(Comparator.comparingLong(MacAddress::bits))
                        .map(mac -> new Claimant(seen.address(), mac.bits(), ConflictKind.SEEN_BY_WITNESS));
        };
    }
}
