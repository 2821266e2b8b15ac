package dev.quorumvip.agent.node;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.announcement.NeighbourClaim;
import dev.quorumvip.agent.announcement.NeighbourMessage;
import dev.quorumvip.agent.announcement.NeighbourPacket;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.conflict.AddressConflict;
import dev.quorumvip.agent.conflict.ClaimProbe;
import dev.quorumvip.agent.conflict.HoldEffect;
import dev.quorumvip.agent.conflict.HoldWatch;
import dev.quorumvip.agent.conflict.KnownMacs;
import dev.quorumvip.agent.conflict.ProbePlan;
import dev.quorumvip.agent.definition.ConflictPolicy;
import dev.quorumvip.agent.holder.Held;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.protocol.Message.Claimant;
import dev.quorumvip.agent.state.ConflictKind;
import dev.quorumvip.api.IpText;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * On who is given a VIP: asks the segment before the cluster claims its addresses for the first time, and watches and
 * defends what this node holds.
 *
 * <pre>
 * After an assignment of addresses that nobody of the cluster has had yet: ask for them, and bind when nobody answers;
 * but first have the log up to there, or a member that has only just come would be taken for a stranger.
 * After a stranger answered: tell the leader; give the VIP back, or bind it all the same, as its policy says.
 * After somebody claims what this node holds: announce it anew, and tell the leader if it is a stranger.
 * </pre>
 *
 * From the loop's thread only.
 */
final class ConflictDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ConflictDesk.class);

    /** Shorter than the leader takes to forget what was told. */
    private static final Duration TELL_AGAIN = Duration.ofSeconds(10);

    /** The leader's word of an assignment is faster than the log; this node may not hear of the log for long. */
    private static final Duration LOG_FOLLOWS = Duration.ofSeconds(1);

    /** What the desk needs of the agent, and does with it. */
    interface Surroundings {
        /** Whether this node's replica has got as far as the entry that assigned it, and so knows all members of then. */
        boolean hasInLog(AssignedVip vip);

        /** Where VIPs would be bound; of those that could be bound nowhere at present nothing. */
        Map<GrantNumber, Link> interfacesFor(Collection<AssignedVip> vips);

        /** Puts a question on that segment. */
        void ask(Link link, NeighbourPacket question);

        /** A burst of announcements, now. */
        void announceAnew(InetAddress ip);

        /** One announcement, now. */
        void defend(InetAddress ip);

        /** What may be bound now is more than before. */
        void cleared();

        /** A stranger has an address of it, and the policy is not to claim it then. */
        void refuse(AssignedVip vip);

        /** @param claimant empty when it is over */
        void tellLeader(String vip, Optional<Claimant> claimant);

        /** A conflict was noticed; {@code kind} for the metrics. */
        void noticed(ConflictKind kind);
    }

    private final AgentLoop loop;
    private final RandomGenerator random;
    private final Surroundings surroundings;
    private final Map<GrantNumber, Attempt> attempts = new TreeMap<>();
    private final Map<GrantNumber, Optional<NeighbourClaim>> done = new HashMap<>();
    private final Map<GrantNumber, Long> notInLogSince = new HashMap<>();
    private final HoldWatch watch = new HoldWatch();
    private final Alarm begin;
    private final Alarm tick;
    private final Alarm tellAgain;
    private KnownMacs known = new KnownMacs(Set.of(), Set.of());
    private boolean knowsMembers;
    private Map<InetAddress, String> vipOf = Map.of();
    private List<AssignedVip> wanted = List.of();
    private List<AssignedVip> bindable = List.of();
    private Set<InetAddress> askedFor = Set.of();

    /** A first claim that is asked for now. */
    private record Attempt(AssignedVip vip, Link link, ClaimProbe probe) {}

    ConflictDesk(AgentLoop loop, RandomGenerator random, Surroundings surroundings) {
        this.loop = loop;
        this.random = random;
        this.surroundings = surroundings;
        this.begin = new Alarm(loop, this::goOn);
        this.tick = new Alarm(loop, this::tick);
        this.tellAgain = new Alarm(loop, this::tellAgain);
    }

    /** Whose hardware addresses are no stranger's. Before it is told, nobody is taken for one. */
    void knows(KnownMacs now) {
        known = now;
        knowsMembers = true;
    }

    /**
     * What of it may be bound now; of the others the segment is asked first. The same list again is not looked through
     * again.
     */
    List<AssignedVip> bindable(List<AssignedVip> now) {
        if (now != wanted) {
            wanted = now;
            begin();
        }
        return bindable;
    }

    /** This node's replica has moved on. */
    void logMoved() {
        if (!notInLogSince.isEmpty()) {
            goOn();
        }
    }

    private void goOn() {
        List<AssignedVip> before = bindable;
        begin();
        if (!bindable.equals(before)) {
            surroundings.cleared();
        }
    }

    /** The session is over, and its grants with it. */
    void clear() {
        wanted = List.of();
        notInLogSince.clear();
        attempts.clear();
        done.clear();
        sift();
    }

    /** This node has exactly these on its interfaces from now on. */
    void holds(Collection<Held> held) {
        Map<InetAddress, String> now = new HashMap<>();
        held.forEach(h -> h.ips().forEach(ip -> now.put(ip, h.vip().vip())));
        act(watch.holds(now.keySet()));
        vipOf = now;
        for (Held each : held) {
            done.getOrDefault(each.vip().grant(), Optional.empty()).ifPresent(claim -> {
                // Bound in spite of it, as the policy says. From now on it is a conflict like one that comes later.
                done.put(each.vip().grant(), Optional.empty());
                act(watch.heard(claim, known, loop.now()));
            });
        }
    }

    /** The addresses that are held, of which this desk wants to hear what is said; never changed once given out. */
    Set<InetAddress> held() {
        return vipOf.keySet();
    }

    /** The same of those that are asked for before a first claim. */
    Set<InetAddress> askedFor() {
        return askedFor;
    }

    /** Something was said about an address on the segment. */
    void heard(NeighbourMessage message) {
        if (!knowsMembers) {
            return;
        }
        if (message instanceof NeighbourClaim claim) {
            act(watch.heard(claim, known, loop.now()));
        }
        if (!attempts.isEmpty()) {
            attempts.values().forEach(attempt -> attempt.probe.heard(message, known));
            conclude();
        }
    }

    private void begin() {
        Set<GrantNumber> grants = wanted.stream().map(AssignedVip::grant).collect(Collectors.toSet());
        attempts.keySet().retainAll(grants);
        done.keySet().retainAll(grants);
        notInLogSince.keySet().retainAll(grants);
        List<AssignedVip> first = wanted.stream()
                .filter(vip -> vip.probe().isPresent())
                .filter(vip -> !done.containsKey(vip.grant()) && !attempts.containsKey(vip.grant()))
                .filter(this::mayBegin)
                .toList();
        if (!notInLogSince.isEmpty()) {
            begin.within(LOG_FOLLOWS);
        }
        if (!first.isEmpty()) {
            Map<GrantNumber, Link> links = surroundings.interfacesFor(first);
            // What is given together is asked for at the same times, and so bound together.
            long together = random.nextLong();
            for (AssignedVip vip : first) {
                Link link = links.get(vip.grant());
                if (link == null) {
                    // Whoever binds will find that out; what is bound is not asked for any more.
                    done.put(vip.grant(), Optional.empty());
                } else {
                    attempts.put(vip.grant(), new Attempt(vip, link, probeOf(vip, together)));
                }
            }
            tick.within(Duration.ZERO);
        }
        sift();
    }

    private boolean mayBegin(AssignedVip vip) {
        long now = loop.now();
        boolean waited = now - notInLogSince.getOrDefault(vip.grant(), now) >= LOG_FOLLOWS.toNanos();
        if (waited || surroundings.hasInLog(vip)) {
            notInLogSince.remove(vip.grant());
            return true;
        }
        notInLogSince.putIfAbsent(vip.grant(), now);
        return false;
    }

    private ClaimProbe probeOf(AssignedVip vip, long seed) {
        List<InetAddress> ips = vip.addresses().stream().map(VipAddress::ip).toList();
        return new ClaimProbe(ips, ProbePlan.DEFAULT, new SplittableRandom(seed), loop.now());
    }

    private void sift() {
        askedFor = attempts.values().stream()
                .flatMap(attempt -> attempt.vip.addresses().stream())
                .map(VipAddress::ip)
                .collect(Collectors.toUnmodifiableSet());
        bindable = attempts.isEmpty() && notInLogSince.isEmpty()
                ? wanted
                : wanted.stream()
                        .filter(vip -> !attempts.containsKey(vip.grant()) && !notInLogSince.containsKey(vip.grant()))
                        .toList();
    }

    private void tick() {
        long now = loop.now();
        for (Attempt attempt : attempts.values()) {
            for (InetAddress ip : attempt.probe.tick(now)) {
                surroundings.ask(attempt.link, NeighbourPacket.probe(attempt.link.mac(), ip));
            }
        }
        conclude();
        act(watch.tick(now));
        attempts.values().stream()
                .flatMapToLong(a -> a.probe.nextTickNanos().stream())
                .min()
                .ifPresent(this::tickAt);
        watch.nextTickNanos().ifPresent(this::tickAt);
    }

    private void tickAt(long nanos) {
        tick.within(Duration.ofNanos(Math.max(0, nanos - loop.now())));
    }

    private void conclude() {
        List<Attempt> ended = attempts.values().stream()
                .filter(attempt -> attempt.probe.result().isPresent())
                .toList();
        if (ended.isEmpty()) {
            return;
        }
        List<AssignedVip> refused = new ArrayList<>();
        for (Attempt attempt : ended) {
            attempts.remove(attempt.vip.grant());
            Optional<NeighbourClaim> stranger = switch (attempt.probe.result().orElseThrow()) {
                case ClaimProbe.Result.Clear clear -> Optional.empty();
                case ClaimProbe.Result.Conflict(InetAddress ip, MacAddress mac) ->
                    Optional.of(new NeighbourClaim(ip, mac, NeighbourClaim.Kind.ANSWER));
            };
            done.put(attempt.vip.grant(), stranger);
            stranger.ifPresent(claim -> met(attempt.vip, claim));
            if (stranger.isPresent() && attempt.vip.probe().equals(Optional.of(ConflictPolicy.REFUSE))) {
                refused.add(attempt.vip);
            }
        }
        refused.forEach(surroundings::refuse);
        sift();
        surroundings.cleared();
    }

    private void met(AssignedVip vip, NeighbourClaim claim) {
        LOG.atWarn()
                .addKeyValue("vip", vip.vip())
                .addKeyValue("address", IpText.of(claim.address()))
                .addKeyValue("mac", claim.mac())
                .log("a machine that is no member has the VIP's address already");
        surroundings.noticed(ConflictKind.BEFORE_CLAIM);
        surroundings.tellLeader(
                vip.vip(), Optional.of(new Claimant(claim.address(), claim.mac().bits(), ConflictKind.BEFORE_CLAIM)));
    }

    private void act(List<HoldEffect> effects) {
        for (HoldEffect effect : effects) {
            switch (effect) {
                case HoldEffect.AnnounceAnew(InetAddress ip) -> surroundings.announceAnew(ip);
                case HoldEffect.Defend(InetAddress ip) -> surroundings.defend(ip);
                case HoldEffect.ConflictBegan(AddressConflict conflict) -> {
                    surroundings.noticed(ConflictKind.WHILE_HELD);
                    log(conflict, "a machine that is no member claims an address that this node holds: defending it");
                    tell(conflict);
                    tellAgain.within(TELL_AGAIN);
                    watch.nextTickNanos().ifPresent(this::tickAt);
                }
                case HoldEffect.ConflictGoesOn(AddressConflict conflict) ->
                    log(conflict, "a machine that is no member still claims an address that this node holds");
                case HoldEffect.ConflictOver(AddressConflict conflict) -> over(conflict);
            }
        }
    }

    private void over(AddressConflict conflict) {
        LOG.atInfo()
                .addKeyValue("address", IpText.of(conflict.address()))
                .addKeyValue("mac", conflict.mac())
                .addKeyValue("claims", conflict.count())
                .log("the conflict over an address is over");
        String vip = vipOf.get(conflict.address());
        if (vip != null) {
            surroundings.tellLeader(vip, Optional.empty());
        }
    }

    private static void log(AddressConflict conflict, String what) {
        LOG.atWarn()
                .addKeyValue("address", IpText.of(conflict.address()))
                .addKeyValue("mac", conflict.mac())
                .addKeyValue("claims", conflict.count())
                .log(what);
    }

    private void tellAgain() {
        List<AddressConflict> conflicts = watch.conflicts();
        if (!conflicts.isEmpty()) {
            conflicts.forEach(this::tell);
            tellAgain.within(TELL_AGAIN);
        }
    }

    private void tell(AddressConflict conflict) {
        String vip = vipOf.get(conflict.address());
        if (vip != null) {
            surroundings.tellLeader(
                    vip,
                    Optional.of(new Claimant(conflict.address(), conflict.mac().bits(), ConflictKind.WHILE_HELD)));
        }
    }
}
