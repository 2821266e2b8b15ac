package dev.quorumvip.agent.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.NodeNames;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.packet.PacketFormatException;
import dev.quorumvip.agent.protocol.Message.Claimant;
import dev.quorumvip.agent.protocol.Message.Holding;
import dev.quorumvip.agent.protocol.Message.MemberState;
import dev.quorumvip.agent.protocol.Message.Timing;
import dev.quorumvip.agent.state.ConflictKind;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
    private static final UUID CLUSTER = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    private static final ClusterAddress ADDRESS = ClusterAddress.parse("192.0.2.1:8800");
    private static final NodeId NODE = new NodeId(7);

    @ParameterizedTest
    @EnumSource(MessageType.class)
    void readsBackWhatItWrote(MessageType type) throws PacketFormatException {
        RandomMessages messages = new RandomMessages(random(type.code()));
        for (int i = 0; i < 2_000; i++) {
            Message message = messages.of(type);
            byte[] bytes = MessageCodec.encode(message);

            assertThat(MessageType.of(message)).isEqualTo(type);
            assertThat(bytes).hasSizeLessThanOrEqualTo(MessageCodec.MAX_BYTES);
            assertThat(MessageCodec.decode(bytes)).isEqualTo(message);
        }
    }

    /** No bit is ignored: with any one flipped, the bytes are refused or are another message, whose bytes they are. */
    @ParameterizedTest
    @EnumSource(MessageType.class)
    void givesEveryBitAMeaning(MessageType type) {
        RandomMessages messages = new RandomMessages(random(type.code()));
        for (int i = 0; i < 10; i++) {
            Message message = messages.of(type);
            byte[] bytes = MessageCodec.encode(message);
            for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
                byte[] flipped = bytes.clone();
                flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                decodedOrRefused(flipped).ifPresent(other -> assertThat(other).isNotEqualTo(message));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MessageType.class)
    void refusesEveryTruncationAndEveryTrailingByte(MessageType type) {
        byte[] bytes = MessageCodec.encode(new RandomMessages(random(type.code())).of(type));
        for (int length = 0; length < bytes.length; length++) {
            assertThat(refusal(Arrays.copyOf(bytes, length)).offset()).isLessThanOrEqualTo(length);
        }
        assertThat(refusal(Arrays.copyOf(bytes, bytes.length + 1)).offset()).isEqualTo(bytes.length);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void throwsOnlyItsOwnExceptionWhateverTheBytes(long seed) {
        RandomGenerator random = random(seed);
        RandomMessages messages = new RandomMessages(random);
        int understood = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = i % 4 == 0 ? noise(random) : mutated(MessageCodec.encode(messages.any()), random);
            understood += decodedOrRefused(bytes).isPresent() ? 1 : 0;
        }
        assertThat(understood).as("mutations that got past the first checks").isGreaterThan(1_000);
    }

    @Test
    void writesARenewalAsItAlwaysDid() throws PacketFormatException {
        Message renew = new Message.Renew(
                CLUSTER,
                new SessionId(NODE, 3),
                0x0102030405060708L,
                new VoterSetVersion(2),
                Duration.ofMillis(500),
                true,
                9,
                1,
                List.of(new Holding(new GrantNumber(5), 0x0200c0a80001L, "eth0", 1_700_000_000_000L)));

        assertBytes(
                renew,
                "01", // protocol version
                "01", // RENEW
                "00112233445566778899aabbccddeeff", // cluster id
                "0000000000000007", // session: node 7
                "0000000000000003", // session: epoch 3
                "0102030405060708", // round
                "0000000000000002", // voter set version 2
                "000000001dcd6500", // promise 500,000,000 ns
                "01", // eligible
                "0000000000000009", // raft incarnation
                "01", // 1 page of holdings
                "01", // 1 holding
                "0000000000000005", // grant 5
                "0200c0a80001", // MAC 02:00:c0:a8:00:01
                "0465746830", // interface "eth0"
                "0000018bcfe56800"); // since 1,700,000,000,000 ms
    }

    @Test
    void writesKnowledgeAsItAlwaysDid() throws PacketFormatException {
        String[] knowledge = {
            "0000000000000007", // about node 7
            "0000000000000064", // applied index 100
            "01", // a leader is known
            "0000000000000008", // leader 8
            "0000000000000002", // voter set version 2
            "02", // 2 voters
            "0000000000000007", // voter 7
            "04c0000201", // 192.0.2.1
            "2260", // port 8800
            "0000000000000008", // voter 8
            "1020010db8000000000000000000000001", // 2001:db8::1
            "ffff", // port 65535
            "01", // MEMBER
            "0000000000000003", // open epoch 3
            "01", // 1 assignment
            "03776562", // "web"
            "0000000000000005", // grant 5
            "01", // 1 address
            "04c0000205", // 192.0.2.5
            "18", // /24
            "0465746830", // "eth0"
            "01", // revoked
            "00" // not to be asked for first
        };
        Message.Knowledge known = SampleKnowledge.withAssignments(1);

        assertBytes(
                new Message.Ack(CLUSTER, new SessionId(NODE, 3), 1, new VoterSetVersion(2), known),
                "0102", // version, ACK
                "00112233445566778899aabbccddeeff",
                "00000000000000070000000000000003", // session 7/3
                "0000000000000001", // round
                "0000000000000002", // voter set version
                String.join("", knowledge));
        assertBytes(
                new Message.Refusal(CLUSTER, new SessionId(NODE, 3), 1, RefusalReason.PROMISE_TOO_LONG, known),
                "0103", // version, REFUSAL
                "00112233445566778899aabbccddeeff",
                "00000000000000070000000000000003",
                "0000000000000001",
                "02", // PROMISE_TOO_LONG
                String.join("", knowledge));
        assertBytes(
                new Message.Notice(CLUSTER, known),
                "0104", // version, NOTICE
                "00112233445566778899aabbccddeeff",
                String.join("", knowledge));
    }

    @Test
    void writesTheShortMessagesAsItAlwaysDid() throws PacketFormatException {
        String cluster = "00112233445566778899aabbccddeeff";
        String session = "0000000000000007" + "0000000000000003";
        SessionId seven = new SessionId(NODE, 3);
        VoterSetVersion two = new VoterSetVersion(2);
        assertBytes(new Message.Close(CLUSTER, seven, two, true), "0105", cluster, session, "0000000000000002", "01");
        assertBytes(
                new Message.CloseReply(CLUSTER, seven, two, false, CloseVerdict.QUARANTINED),
                "0106",
                cluster,
                session,
                "0000000000000002",
                "00", // no dry run
                "02"); // QUARANTINED
        assertBytes(new Message.Settle(CLUSTER, two), "0107", cluster, "0000000000000002");
        assertBytes(new Message.SettleReply(CLUSTER, two, true), "0108", cluster, "0000000000000002", "01");
        assertBytes(
                new Message.Timings(
                        CLUSTER,
                        seven,
                        List.of(
                                new Timing(new GrantNumber(5), Duration.ofMillis(2), Optional.of(Duration.ofMillis(3))),
                                new Timing(new GrantNumber(6), Duration.ofMillis(1), Optional.empty()))),
                "010d", // version, TIMINGS
                cluster,
                session,
                "02", // 2 timings
                "0000000000000005", // grant 5
                "00000000001e8480", // bound after 2,000,000 ns
                "01", // announced
                "00000000002dc6c0", // after 3,000,000 ns
                "0000000000000006", // grant 6
                "00000000000f4240", // bound after 1,000,000 ns
                "00"); // not announced
        assertBytes(
                new Message.Conflict(
                        CLUSTER,
                        seven,
                        "web",
                        Optional.of(new Claimant(
                                InetAddress.ofLiteral("192.0.2.5"), 0x0200c0a80001L, ConflictKind.SEEN_BY_WITNESS))),
                "010f", // version, CONFLICT
                cluster,
                session,
                "03776562", // "web"
                "01", // there is a claimant
                "04c0000205", // of 192.0.2.5
                "0200c0a80001", // at 02:00:c0:a8:00:01
                "02"); // SEEN_BY_WITNESS
        assertBytes(
                new Message.Join(NODE, "n1", ADDRESS),
                "010a", // version, JOIN
                "0000000000000007", // node
                "026e31", // "n1"
                "04c0000201" + "2260"); // 192.0.2.1:8800
        assertBytes(
                new Message.Join(NODE, "n1", ADDRESS, Optional.of(new NodeId(8))),
                "010a", // version, JOIN
                "0000000000000007", // node
                "026e31", // "n1"
                "04c0000201" + "2260", // 192.0.2.1:8800
                "0000000000000008"); // it was node 8
        assertBytes(
                new Message.JoinReply(NODE, JoinVerdict.REFUSED, Optional.of(CLUSTER), Optional.empty(), "no"),
                "010b", // version, JOIN_REPLY
                "0000000000000007", // node
                "02", // REFUSED
                "01" + cluster, // the cluster is named
                "00", // no voters
                "00026e6f"); // "no"
    }

    @Test
    void writesTheFoundingMessagesAsItAlwaysDid() throws PacketFormatException {
        Message.Ballot low = new Message.Ballot(4, NODE);
        Message.Ballot high = new Message.Ballot(5, new NodeId(8));
        Message.Founder founder = new Message.Founder(NODE, ADDRESS, CLUSTER);
        String lowBytes = "0000000000000004" + "0000000000000007";
        String highBytes = "0000000000000005" + "0000000000000008";
        String founderBytes = "0000000000000007" + "04c00002012260" + "00112233445566778899aabbccddeeff";

        assertBytes(new Message.Founding.Hello(NODE, ADDRESS), "0120", "0000000000000007", "04c00002012260");
        assertBytes(new Message.Founding.Prepare(low), "0121", lowBytes);
        assertBytes(
                new Message.Founding.Promise(high, Optional.of(new Message.AcceptedFounder(low, founder))),
                "0122",
                highBytes,
                "01",
                lowBytes,
                founderBytes);
        assertBytes(new Message.Founding.Promise(high, Optional.empty()), "0122", highBytes, "00");
        assertBytes(new Message.Founding.Accept(low, founder), "0123", lowBytes, founderBytes);
        assertBytes(new Message.Founding.Accepted(low), "0124", lowBytes);
        assertBytes(new Message.Founding.Rejected(low, high), "0125", lowBytes, highBytes);
        assertBytes(new Message.Founding.Chosen(founder), "0126", founderBytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "0220" + "0000000000000007" + "04c00002012260", // protocol version 2
                "0100", // type 0
                "0127", // a type behind the last
                "0120" + "0000000000000000" + "04c00002012260", // node 0
                "0120" + "0020000000000000" + "04c00002012260", // node 2^53
                "0120" + "0000000000000007" + "04c00002010000", // port 0
                "0120" + "0000000000000007" + "05c0000201012260", // an address of 5 bytes
                "0120" + "0000000000000007" + "1000000000000000000000ffffc00002012260", // ::ffff:192.0.2.1
                "0121" + "0000000000000004" + "ffffffffffffffff", // proposer −1
                "0122" + "0000000000000004" + "0000000000000007" + "02", // flag 2
                "010a" + "0000000000000007" + "02c0af" + "04c00002012260", // a name that is not UTF-8
                "010a" + "0000000000000007" + "ff61", // a name longer than the datagram
                "0107" + "00112233445566778899aabbccddeeff" + "0000000000000000", // voter set version 0
                "0109" + "00112233445566778899aabbccddeeff" + "0000000000000001" + "00", // no voters
                "0109" + "00112233445566778899aabbccddeeff" + "0000000000000001" + "02" // the same voter twice:
                        + "0000000000000007" + "04c00002012260" + "0000000000000007" + "04c00002012260",
                "010d" + "00112233445566778899aabbccddeeff" + "0000000000000007" + "0000000000000003" // bound before 0:
                        + "01" + "0000000000000005" + "ffffffffffffffff" + "00",
                "0106" + "00112233445566778899aabbccddeeff" + "0000000000000007" + "0000000000000003" // verdict 3:
                        + "0000000000000002" + "00" + "03",
                "0106" + "00112233445566778899aabbccddeeff" + "0000000000000007" + "0000000000000000" // epoch 0:
                        + "0000000000000002" + "00" + "02"
            })
    void refusesWhatNoWriterMakes(String hex) {
        assertThat(refusal(HexFormat.of().parseHex(hex))).isNotNull();
    }

    @Test
    void refusesANegativePromise() {
        byte[] bytes = MessageCodec.encode(new Message.Renew(
                CLUSTER,
                new SessionId(NODE, 3),
                1,
                new VoterSetVersion(2),
                Duration.ofSeconds(1),
                true,
                1,
                1,
                List.of()));
        int promise = 2 + 16 + 16 + 8 + 8;
        bytes[promise] = (byte) 0x80;

        assertThat(refusal(bytes).offset()).isEqualTo(promise);
    }

    @Test
    void refusesAnInterfaceNameLongerThanTheKernelHas() throws PacketFormatException {
        Message longest = renew(Duration.ZERO, List.of(new Holding(new GrantNumber(1), 1, "interface012345", 1)));
        byte[] bytes = MessageCodec.encode(longest);
        assertThat(MessageCodec.decode(bytes)).isEqualTo(longest);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        int length = bytes.length - Long.BYTES - 15 - 1;
        longer[length] = 16;

        assertThat(refusal(longer).offset()).isEqualTo(length);
        assertThatIllegalArgumentException()
                .as("15 characters, but 17 bytes")
                .isThrownBy(() -> MessageCodec.encode(
                        renew(Duration.ZERO, List.of(new Holding(new GrantNumber(1), 1, "interface01234€", 1)))));
    }

    @Test
    void writesNothingThatDoesNotFitItsField() {
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException().isThrownBy(() -> MessageCodec.encode(renew(second.negated(), List.of())));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MessageCodec.encode(renew(Duration.ofSeconds(Long.MAX_VALUE), List.of())));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MessageCodec.encode(
                        renew(second, List.of(new Holding(new GrantNumber(1), 1L << 48, "eth0", 1)))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MessageCodec.encode(
                        renew(second, Collections.nCopies(100, new Holding(new GrantNumber(1), 1, "eth0", 1)))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MessageCodec.encode(new Message.Join(NODE, "x".repeat(256), ADDRESS)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MessageCodec.encode(new Message.Join(NODE, "\uD83D", ADDRESS)));
    }

    @Test
    void hasRoomForTheLongestNameOfANode() throws PacketFormatException {
        Message join = new Message.Join(
                NODE, NodeNames.LONGEST, ClusterAddress.parse("[2001:db8::1]:8800"), Optional.of(new NodeId(8)));
        assertThat(MessageCodec.decode(MessageCodec.encode(join))).isEqualTo(join);
    }

    /** Agents that know fewer reasons drop what they do not understand; what was said before still counts. */
    @Test
    void refusesAReasonThatALaterReleaseMayGive() throws PacketFormatException {
        Message said = new Message.Abilities(
                CLUSTER,
                new SessionId(NODE, 1),
                1,
                0,
                1,
                4,
                List.of(new Message.Inability(new DefinitionNumber(4), Message.InabilityReason.NO_INTERFACE)));
        byte[] bytes = MessageCodec.encode(said);
        assertThat(bytes[bytes.length - 1]).as("numbers stay what they are").isEqualTo((byte) 3);
        assertThat(MessageCodec.decode(bytes)).isEqualTo(said);
        bytes[bytes.length - 1] = 4;
        assertThat(refusal(bytes).getMessage()).contains("unknown inability reason 4");
    }

    @Test
    void cutsALongDetailBetweenCharacters() throws PacketFormatException {
        String detail = "x".repeat(MessageCodec.MAX_DETAIL_BYTES - 1) + "€ and more";
        Message reply = new Message.JoinReply(NODE, JoinVerdict.REFUSED, Optional.empty(), Optional.empty(), detail);

        Message.JoinReply read = (Message.JoinReply) MessageCodec.decode(MessageCodec.encode(reply));

        assertThat(read.detail()).isEqualTo("x".repeat(MessageCodec.MAX_DETAIL_BYTES - 1));
    }

    @Test
    void hasACodeForEveryEnumValue() {
        assertThat(WireCodes.REFUSAL_REASON.byCode()).containsExactlyInAnyOrder(RefusalReason.values());
        assertThat(WireCodes.CLOSE_VERDICT.byCode()).containsExactlyInAnyOrder(CloseVerdict.values());
        assertThat(WireCodes.JOIN_VERDICT.byCode()).containsExactlyInAnyOrder(JoinVerdict.values());
        assertThat(WireCodes.MEMBER_STATE.byCode()).containsExactlyInAnyOrder(MemberState.values());
        assertThat(Arrays.stream(MessageType.values()).map(MessageType::code))
                .doesNotHaveDuplicates()
                .allMatch(code -> code >= 1 && code <= 255);
    }

    private static Message renew(Duration promise, List<Holding> holding) {
        return new Message.Renew(
                CLUSTER, new SessionId(NODE, 3), 1, new VoterSetVersion(2), promise, true, 1, 1, holding);
    }

    private static void assertBytes(Message message, String... hex) throws PacketFormatException {
        String all = String.join("", hex);
        assertThat(HexFormat.of().formatHex(MessageCodec.encode(message))).isEqualTo(all);
        assertThat(MessageCodec.decode(HexFormat.of().parseHex(all))).isEqualTo(message);
    }

    private static Optional<Message> decodedOrRefused(byte[] bytes) {
        try {
            Message message = MessageCodec.decode(bytes);
            assertThat(MessageCodec.encode(message)).isEqualTo(bytes);
            return Optional.of(message);
        } catch (PacketFormatException e) {
            assertThat(e.offset()).isBetween(0, bytes.length);
            return Optional.empty();
        }
    }

    private static PacketFormatException refusal(byte[] bytes) {
        PacketFormatException refusal =
                catchThrowableOfType(PacketFormatException.class, () -> MessageCodec.decode(bytes));
        assertThat(refusal).as(HexFormat.of().formatHex(bytes)).isNotNull();
        return refusal;
    }

    private static byte[] noise(RandomGenerator random) {
        byte[] bytes = new byte[random.nextInt(MessageCodec.MAX_BYTES + 50)];
        random.nextBytes(bytes);
        if (bytes.length > 2 && random.nextBoolean()) {
            bytes[0] = MessageCodec.PROTOCOL_VERSION;
            MessageType[] types = MessageType.values();
            bytes[1] = (byte) types[random.nextInt(types.length)].code();
        }
        return bytes;
    }

    private static byte[] mutated(byte[] bytes, RandomGenerator random) {
        byte[] mutated = Arrays.copyOf(bytes, Math.max(0, bytes.length + random.nextInt(-3, 3) * random.nextInt(2)));
        for (int i = random.nextInt(4); i > 0 && mutated.length > 0; i--) {
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
        }
        return mutated;
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
