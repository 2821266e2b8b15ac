package dev.quorumvip.agent.node;

import dev.quorumvip.agent.address.AddressOnLink;
import dev.quorumvip.agent.address.AddressTable;
import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.announcement.NeighbourMessage;
import dev.quorumvip.agent.announcement.NeighbourPacket;
import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.datagram.DatagramKeys;
import dev.quorumvip.agent.datagram.Opener;
import dev.quorumvip.agent.datagram.Sealer;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.fence.KernelFence;
import dev.quorumvip.agent.packet.PacketFormatException;
import dev.quorumvip.agent.placement.Outlook;
import dev.quorumvip.agent.placement.Outlook.Doubts;
import dev.quorumvip.agent.placement.PlacementPlanner;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.protocol.Message.Knowledge;
import dev.quorumvip.agent.protocol.MessagePages;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.LogCodec;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.agent.state.UnknownEntryException;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through a handover once before it counts, on values of its own: what a virtual machine does for the first time
 * costs it tens of milliseconds in loading and compiling, and a handover has less than that.
 */
final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

    /** Enough for the first compiler to take up what a handover runs through. */
    private static final int ROUNDS = 250;

    /**
     * The loopback interface has this index in every network namespace (LOOPBACK_IFINDEX in {@code
     * net/net_namespace.h}).
     */
    private static final int LOOPBACK = 1;

    /** The kernel counts interfaces from 1 on, and never came this far. */
    private static final int NO_INTERFACE = Integer.MAX_VALUE;

    private static final Duration LIFETIME = Duration.ofSeconds(1);

    private static final NodeId OLD = new NodeId(1);
    private static final NodeId NEW = new NodeId(2);
    private static final ClusterAddress ADDRESS = ClusterAddress.parse("192.0.2.1:8800");
    private static final ClusterAddress OTHER_ADDRESS = ClusterAddress.parse("192.0.2.2:8800");

    /** Each is half a dozen transactions of the kernel. */
    private static final int GATE_ROUNDS = 40;

    private static final Duration GATE_OPEN = Duration.ofMillis(200);

    /** From the block for future use (RFC 1112 §4), which no machine sends from. */
    private static final List<InetAddress> NOBODY = List.of(InetAddress.ofLiteral("240.0.0.1"));

    /** From TEST-NET-1 (RFC 5737), which no interface has. */
    private static final VipAddress VIP = VipAddress.parse("192.0.2.50/24");

    /** From the documentation prefix (RFC 3849), likewise. */
    private static final InetAddress VIP6 = InetAddress.ofLiteral("2001:db8::50");

    private final AddressTable addresses;
    private final LogCodec codec = new LogCodec();
    private final Sealer sealer = new Sealer(DatagramKeys.insecure(), OLD, 1);
    private final Opener opener = new Opener(DatagramKeys.insecure());

    private WarmUp(AddressTable addresses) {
        this.addresses = addresses;
    }

    /**
     * All but the gates, on a thread of its own: it takes some tenths of a second, in which the agent finds its way into
     * the cluster. Changes nothing.
     */
    static void begin(AddressTable addresses) {
        Thread.ofPlatform().daemon().name("warm-up").start(() -> {
            try {
                WarmUp warmUp = new WarmUp(addresses);
                for (int round = 0; round < ROUNDS; round++) {
                    warmUp.rehearse();
                }
            } catch (IOException e) {
                LOG.atWarn().addKeyValue("reason", e.getMessage()).log("the first handover will be slower");
            }
        });
    }

    /**
     * The gates, before the agent's loop uses them: some milliseconds.
     *
     * @throws IOException if the kernel does not answer
     */
    static void gates(KernelFence gates, Link link, MonotonicClock clock) throws IOException {
        for (int round = 0; round < GATE_ROUNDS; round++) {
            openAndShut(gates, link, clock.nanos() + GATE_OPEN.toNanos());
        }
    }

    private static void openAndShut(KernelFence gates, Link link, long deadlineNanos) throws IOException {
        gates.guard(link, NOBODY);
        gates.begin(deadlineNanos);
        gates.grant(NOBODY);
        gates.extend(deadlineNanos);
        gates.shut(NOBODY);
        gates.remove(NOBODY);
    }

    private void rehearse() throws IOException {
        ClusterState state = applied(
                ClusterState.unfounded(),
                List.of(
                        new Command.Found(new UUID(1, 1), OLD, "old", ADDRESS),
                        new Command.AddMember(NEW, "new", OTHER_ADDRESS),
                        new Command.OpenSession(new SessionId(OLD, 1)),
                        new Command.OpenSession(new SessionId(NEW, 1)),
                        new Command.SetVip("vip", VipDefinition.of(VIP))));
        state = applied(state, PlacementPlanner.plan(state, new Outlook(Set.of(OLD), NEW, 0, Doubts.NONE)));
        Message.Released released = new Message.Released(
                new UUID(1, 1), new SessionId(OLD, 1), "vip", new GrantNumber(1), TransitionReason.NODE_STOPPING);
        carry(released);
        state = applied(
                state,
                List.of(new Command.Release(released.vip(), released.grant(), released.session(), released.reason())));
        state = applied(state, PlacementPlanner.plan(state, new Outlook(Set.of(NEW), OLD, 0, Doubts.NONE)));
        VoterSet voters = state.voters().orElseThrow();
        Knowledge known = new Knowledges()
                .about(NEW, new Consensus.Applied(1, state), Optional.of(OLD), Optional.of(voters))
                .orElseThrow();
        MessagePages.all(known).forEach(page -> carry(new Message.Notice(released.clusterId(), page)));
        new AssignmentBook().learn(known.assignments());
        touchTheWire();
    }

    /** Through the form that the log keeps, and applied. */
    private ClusterState applied(ClusterState before, List<Command> commands) {
        ClusterState state = before;
        try {
            for (Command command : codec.decodeEntry(codec.encodeEntry(commands))) {
                ClusterState.Applied applied = state.apply(command);
                codec.decodeOutcomes(codec.encodeOutcomes(List.of(applied.outcome())));
                state = applied.state();
            }
        } catch (UnknownEntryException e) {
            throw new IllegalStateException("what this agent writes it can read", e);
        }
        return state;
    }

    private void carry(Message message) {
        opener.open(sealer.seal(message));
    }

    /**
     * The kernel is asked to put an address on an interface that is not there, and to remove one that is not there, and
     * frames are built that are not sent.
     */
    private void touchTheWire() throws IOException {
        InetAddress ip = VIP.ip();
        addresses
                .bindAll(List.of(AddressOnLink.single(NO_INTERFACE, ip)), LIFETIME)
                .forEach((a, why) ->
                        LOG.atTrace().addKeyValue("reason", why.getMessage()).log("as it should be"));
        Optional<IOException> failure =
                addresses.unbindAll(List.of(AddressOnLink.single(LOOPBACK, ip))).values().stream()
                        .findFirst();
        if (failure.isPresent()) {
            throw failure.get();
        }
        announce(ip);
        announce(VIP6);
    }

    private static void announce(InetAddress ip) {
        try {
            for (NeighbourPacket packet : NeighbourPacket.announcements(MacAddress.ZERO, ip, false)) {
                NeighbourMessage.read(packet.toBytes());
            }
        } catch (PacketFormatException e) {
            throw new IllegalStateException("what this agent sends it can read", e);
        }
    }
}
