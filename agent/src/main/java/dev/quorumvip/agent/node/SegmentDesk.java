package dev.quorumvip.agent.node;

import dev.quorumvip.agent.address.BoundAddress;
import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.announcement.NeighbourClaim;
import dev.quorumvip.agent.announcement.NeighbourMessage;
import dev.quorumvip.agent.announcement.NeighbourPacket;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.conflict.KnownMacs;
import dev.quorumvip.agent.conflict.Sighting;
import dev.quorumvip.agent.conflict.Watched;
import dev.quorumvip.agent.holder.AddressKeeper;
import dev.quorumvip.agent.holder.Held;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.protocol.Message.Claimant;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.ConflictKind;
import dev.quorumvip.agent.state.Member;
import dev.quorumvip.agent.state.Vip;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What other machines on the segment say of the cluster's addresses, and what comes of it: passes it to {@link
 * ConflictDesk} and {@link WitnessDesk}, and does for them what they decide.
 *
 * <p>From the loop's thread, but for {@link #listensFor}, for which three sets are given out that are not changed any
 * more: they change at different times, and the largest seldom.
 */
final class SegmentDesk implements ConflictDesk.Surroundings, WitnessDesk.Surroundings {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentDesk.class);

    /** A cluster in motion is not gone through for each of its entries. */
    private static final Duration SETTLE_DOWN = Duration.ofSeconds(1);

    /** More interfaces than that are containers' and the like, which no VIP is on; the first are the machine's own. */
    static final int MOST_MACS = 32;

    private static final Duration LINK_LOCAL_KEPT = Duration.ofSeconds(30);

    /** What the desk asks of the agent around it. */
    interface Owner {
        /** What may be bound now is more than before. */
        void bringInLine();

        /** Announcements are due. */
        void announce();

        boolean mayHold();

        void refuse(AssignedVip vip);

        void tellLeader(String vip, Optional<Claimant> claimant);
    }

    private final NodeId self;
    private final AgentParts parts;
    private final AddressKeeper keeper;
    private final Owner owner;
    private final ConflictDesk conflicts;
    private final WitnessDesk witness;
    private final Alarm retarget;
    private final Map<Integer, LinkLocal> linkLocals = new HashMap<>();
    private volatile Set<InetAddress> held = Set.of();
    private volatile Set<InetAddress> askedFor = Set.of();
    private volatile Set<InetAddress> witnessed = Set.of();
    private ClusterState state = ClusterState.unfounded();
    private Set<MacAddress> members = Set.of();
    private List<MacAddress> own = List.of();

    private record LinkLocal(Optional<Inet6Address> ip, long askedNanos) {}

    SegmentDesk(AgentParts parts, AddressKeeper keeper, Owner owner) {
        this.self = parts.self();
        this.parts = parts;
        this.keeper = keeper;
        this.owner = owner;
        this.conflicts =
                new ConflictDesk(parts.loop(), new SplittableRandom(parts.self().value()), this);
        this.witness = new WitnessDesk(parts.loop(), this);
        this.retarget = new Alarm(parts.loop(), this::retarget);
        this.own = readOwnMacs();
    }

    /** The hardware addresses of this node's interfaces. */
    List<MacAddress> ownMacs() {
        return own;
    }

    /** Something happened to the interfaces; true if other hardware addresses are there than before. */
    boolean linksChanged() {
        List<MacAddress> before = own;
        own = readOwnMacs();
        if (before.equals(own)) {
            return false;
        }
        conflicts.knows(known());
        return true;
    }

    /** This node's replica has moved on. */
    void observe(ClusterState now) {
        if (!now.founded()) {
            return;
        }
        boolean otherMembers = now.members() != state.members();
        boolean otherVips = now.vips() != state.vips();
        state = now;
        if (otherMembers) {
            membersAre(now.members().values().stream()
                    .filter(member -> !member.id().equals(self))
                    .flatMap(member -> member.macs().stream())
                    .collect(Collectors.toSet()));
        }
        if (otherVips) {
            conflicts.logMoved();
        }
        if (otherMembers || otherVips) {
            retarget.within(SETTLE_DOWN);
        }
    }

    /** The hardware addresses of the other members. */
    void membersAre(Set<MacAddress> macs) {
        members = macs;
        conflicts.knows(known());
    }

    /** What of it may be bound now; of the others the segment is asked first. */
    List<AssignedVip> bindable(List<AssignedVip> wanted) {
        List<AssignedVip> bindable = conflicts.bindable(wanted);
        listen();
        return bindable;
    }

    /** This node has exactly these on its interfaces from now on. */
    void holds(Collection<Held> held) {
        conflicts.holds(held);
        listen();
    }

    /** The session is over. */
    void clear() {
        conflicts.clear();
        listen();
    }

    /** Whether what is said about {@code ip} is of interest; from any thread. */
    boolean listensFor(InetAddress ip) {
        return held.contains(ip) || askedFor.contains(ip) || witnessed.contains(ip);
    }

    /** Something was said about an address on the segment. */
    void heard(NeighbourMessage message) {
        conflicts.heard(message);
        if (message instanceof NeighbourClaim claim) {
            witness.heard(claim);
        }
    }

    /** What this node saw from outside of a VIP that another holds. */
    List<Sighting> sightings(String vip) {
        return witness.sightings(vip);
    }

    @Override
    public boolean hasInLog(AssignedVip vip) {
        return state.vip(vip.vip())
                .flatMap(Vip::assignment)
                .filter(assignment -> assignment.grant().compareTo(vip.grant()) >= 0)
                .isPresent();
    }

    @Override
    public Map<GrantNumber, Link> interfacesFor(Collection<AssignedVip> vips) {
        return keeper.interfacesFor(vips);
    }

    @Override
    public void ask(Link link, NeighbourPacket question) {
        parts.announcer().ask(link, question);
    }

    @Override
    public void askWho(Link link, InetAddress ip) {
        Optional<Inet6Address> from = ip instanceof Inet6Address ? linkLocalOf(link) : Optional.empty();
        ask(link, NeighbourPacket.question(link.mac(), from, ip));
    }

    @Override
    public void announceAnew(InetAddress ip) {
        if (owner.mayHold()) {
            parts.announcer().insist(ip);
            owner.announce();
        }
    }

    @Override
    public void defend(InetAddress ip) {
        if (owner.mayHold()) {
            parts.announcer().defend(ip);
        }
    }

    @Override
    public void cleared() {
        owner.bringInLine();
    }

    @Override
    public void refuse(AssignedVip vip) {
        owner.refuse(vip);
    }

    @Override
    public void tellLeader(String vip, Optional<Claimant> claimant) {
        owner.tellLeader(vip, claimant);
    }

    @Override
    public void noticed(ConflictKind kind) {
        parts.metrics().conflict(kind.name().toLowerCase(Locale.ROOT));
    }

    private void retarget() {
        List<Vip> others = state.vips().values().stream()
                .filter(vip -> vip.assignment().filter(a -> !a.revoked()).isPresent())
                .filter(vip ->
                        vip.holder().filter(holder -> !holder.equals(self)).isPresent())
                .toList();
        Map<GrantNumber, Link> links = keeper.interfacesFor(others.stream()
                .flatMap(vip -> vip.assignment().stream().map(a -> Knowledges.assigned(vip, a)))
                .toList());
        List<WitnessDesk.Target> targets = new ArrayList<>();
        for (Vip vip : others) {
            vip.assignment().ifPresent(assignment -> {
                Link link = links.get(assignment.grant());
                Set<MacAddress> holder = state.member(assignment.session().node())
                        .map(Member::macs)
                        .map(Set::copyOf)
                        .orElse(Set.of());
                if (link != null) {
                    assignment
                            .addresses()
                            .forEach(address -> targets.add(
                                    new WitnessDesk.Target(new Watched(vip.name(), address.ip(), holder), link)));
                }
            });
        }
        witness.watch(targets, known());
        listen();
    }

    private void listen() {
        held = conflicts.held();
        askedFor = conflicts.askedFor();
        witnessed = witness.addresses();
    }

    private KnownMacs known() {
        return new KnownMacs(Set.copyOf(own), members);
    }

    private List<MacAddress> readOwnMacs() {
        try {
            return parts.links().list().stream()
                    .sorted((a, b) -> Integer.compare(a.index(), b.index()))
                    .map(Link::mac)
                    .filter(mac -> !mac.equals(MacAddress.ZERO))
                    .distinct()
                    .limit(MOST_MACS)
                    .toList();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("cannot list the interfaces");
            return own;
        }
    }

    private Optional<Inet6Address> linkLocalOf(Link link) {
        LinkLocal cached = linkLocals.get(link.index());
        long now = parts.loop().now();
        if (cached == null || now - cached.askedNanos > LINK_LOCAL_KEPT.toNanos()) {
            cached = new LinkLocal(readLinkLocal(link), now);
            linkLocals.put(link.index(), cached);
        }
        return cached.ip;
    }

    private Optional<Inet6Address> readLinkLocal(Link link) {
        try {
            return parts.addresses().list().stream()
                    .filter(address -> address.interfaceIndex() == link.index() && !address.ours())
                    .map(BoundAddress::ip)
                    .filter(InetAddress::isLinkLocalAddress)
                    .filter(Inet6Address.class::isInstance)
                    .map(Inet6Address.class::cast)
                    .findFirst();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("cannot list the addresses");
            return Optional.empty();
        }
    }
}
