package dev.quorumvip.agent.protocol;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.definition.ConflictPolicy;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.protocol.Message.AcceptedFounder;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.protocol.Message.Ballot;
import dev.quorumvip.agent.protocol.Message.Claimant;
import dev.quorumvip.agent.protocol.Message.Founder;
import dev.quorumvip.agent.protocol.Message.Founding;
import dev.quorumvip.agent.protocol.Message.Holding;
import dev.quorumvip.agent.protocol.Message.Knowledge;
import dev.quorumvip.agent.protocol.Message.MemberState;
import dev.quorumvip.agent.protocol.Message.Timing;
import dev.quorumvip.agent.state.ConflictKind;
import dev.quorumvip.agent.state.TransitionReason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Messages with every field drawn at random from all it may be. */
public final class RandomMessages {
    private static final String[] CHARACTERS = {"a", "z", "-", ".", "0", "ü", "€", "\u0000", "\uD83D\uDE00", "\uFFFF"};

    private final RandomGenerator random;

    public RandomMessages(RandomGenerator random) {
        this.random = random;
    }

    public Message any() {
        MessageType[] types = MessageType.values();
        return of(types[random.nextInt(types.length)]);
    }

    public Message of(MessageType type) {
        return switch (type) {
            case RENEW ->
                new Message.Renew(
                        uuid(),
                        session(),
                        anyLong(),
                        version(),
                        duration(),
                        random.nextBoolean(),
                        anyLong(),
                        1 + random.nextInt(255),
                        some(20, this::holding).toList());
            case ACK -> new Message.Ack(uuid(), session(), anyLong(), version(), knowledge());
            case REFUSAL -> new Message.Refusal(uuid(), session(), anyLong(), one(RefusalReason.values()), knowledge());
            case NOTICE -> new Message.Notice(uuid(), knowledge());
            case CLOSE -> new Message.Close(uuid(), session(), version(), random.nextBoolean());
            case CLOSE_REPLY ->
                new Message.CloseReply(uuid(), session(), version(), random.nextBoolean(), one(CloseVerdict.values()));
            case SETTLE -> new Message.Settle(uuid(), version());
            case SETTLE_REPLY -> new Message.SettleReply(uuid(), version(), random.nextBoolean());
            case BEACON -> new Message.Beacon(uuid(), voters());
            case JOIN ->
                new Message.Join(
                        node(), text(20), address(), random.nextBoolean() ? Optional.of(node()) : Optional.empty());
            case JOIN_REPLY ->
                new Message.JoinReply(
                        node(), one(JoinVerdict.values()), maybe(this::uuid), maybe(this::voters), text(80));
            case RELEASED ->
                new Message.Released(
                        uuid(), session(), text(12), new GrantNumber(positive()), one(TransitionReason.values()));
            case ABILITIES -> abilities();
            case CONFLICT -> new Message.Conflict(uuid(), session(), text(12), maybe(this::claimant));
            case TIMINGS ->
                new Message.Timings(uuid(), session(), some(20, this::timing).toList());
            case HELLO -> new Founding.Hello(node(), address());
            case PREPARE -> new Founding.Prepare(ballot());
            case PROMISE -> new Founding.Promise(ballot(), maybe(() -> new AcceptedFounder(ballot(), founder())));
            case ACCEPT -> new Founding.Accept(ballot(), founder());
            case ACCEPTED -> new Founding.Accepted(ballot());
            case REJECTED -> new Founding.Rejected(ballot(), ballot());
            case CHOSEN -> new Founding.Chosen(founder());
        };
    }

    /** Often a value at an edge: 0, −1, or a single bit. */
    private long anyLong() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(3) - 1;
            case 1 -> 1L << random.nextInt(Long.SIZE);
            default -> random.nextLong();
        };
    }

    private long positive() {
        return Math.max(1, anyLong() & Long.MAX_VALUE);
    }

    private UUID uuid() {
        return new UUID(anyLong(), anyLong());
    }

    private NodeId node() {
        return new NodeId(Math.max(1, anyLong() & NodeId.MAX_VALUE));
    }

    private SessionId session() {
        return new SessionId(node(), positive());
    }

    private VoterSetVersion version() {
        return new VoterSetVersion(positive());
    }

    private InetAddress ip() {
        byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
        random.nextBytes(bytes);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private ClusterAddress address() {
        return new ClusterAddress(ip(), random.nextInt(1, 65_536));
    }

    private VoterSet voters() {
        SortedMap<NodeId, ClusterAddress> members = new TreeMap<>();
        int count = random.nextInt(1, 8);
        while (members.size() < count) {
            members.put(node(), address());
        }
        return new VoterSet(version(), members);
    }

    private Holding holding() {
        return new Holding(new GrantNumber(positive()), anyLong() & 0xffff_ffff_ffffL, text(3), anyLong());
    }

    private Message.Abilities abilities() {
        int pages = 1 + random.nextInt(Message.Abilities.MOST_PAGES);
        List<Message.Inability> inabilities = some(
                        30,
                        () -> new Message.Inability(
                                new DefinitionNumber(positive()), one(Message.InabilityReason.values())))
                .toList();
        return new Message.Abilities(
                uuid(), session(), anyLong(), random.nextInt(pages), pages, anyLong(), inabilities);
    }

    private Duration duration() {
        return Duration.ofNanos(anyLong() & Long.MAX_VALUE);
    }

    private Timing timing() {
        return new Timing(new GrantNumber(positive()), duration(), maybe(this::duration));
    }

    private AssignedVip assignedVip() {
        return new AssignedVip(
                text(12),
                new GrantNumber(positive()),
                Stream.concat(Stream.of(vipAddress()), some(3, this::vipAddress))
                        .toList(),
                InterfaceChoice.of(List.of("", "eth0", "e?h*", "/subnet").get(random.nextInt(4))),
                random.nextBoolean(),
                maybe(() -> one(ConflictPolicy.values())));
    }

    private Claimant claimant() {
        return new Claimant(ip(), anyLong() & 0xffff_ffff_ffffL, one(ConflictKind.values()));
    }

    private VipAddress vipAddress() {
        InetAddress ip = ip();
        return new VipAddress(ip, random.nextInt(ip.getAddress().length * Byte.SIZE + 1));
    }

    private Knowledge knowledge() {
        return new Knowledge(
                node(),
                anyLong(),
                maybe(this::node),
                voters(),
                one(MemberState.values()),
                anyLong(),
                some(8, this::assignedVip).toList());
    }

    private Ballot ballot() {
        return new Ballot(anyLong(), node());
    }

    private Founder founder() {
        return new Founder(node(), address(), uuid());
    }

    private String text(int maxCharacters) {
        StringBuilder text = new StringBuilder();
        some(maxCharacters, () -> one(CHARACTERS)).forEach(text::append);
        return text.toString();
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    private <T> Stream<T> some(int most, Supplier<T> value) {
        return IntStream.range(0, random.nextInt(most + 1)).mapToObj(i -> value.get());
    }
}
