package dev.quorumvip.agent.datagram;

import static dev.quorumvip.agent.datagram.Datagrams.KEYS;
import static dev.quorumvip.agent.datagram.Datagrams.NODE;
import static dev.quorumvip.agent.datagram.Datagrams.OTHER_KEYS;
import static dev.quorumvip.agent.datagram.Datagrams.assertDropped;
import static dev.quorumvip.agent.datagram.Datagrams.assertOpened;
import static dev.quorumvip.agent.datagram.Datagrams.message;
import static dev.quorumvip.agent.datagram.Datagrams.sealed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.datagram.Opening.Opened;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.protocol.MessageCodec;
import dev.quorumvip.agent.protocol.RandomMessages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenerTest {
    /** IPv6 header and UDP header: RFC 8200 §3, RFC 768. */
    private static final int HEADERS = 40 + 8;

    private final Sealer sealer = new Sealer(KEYS, NODE, 3);
    private final Opener opener = new Opener(KEYS);

    @Test
    void opensWhatAMemberSealed() {
        RandomMessages messages = new RandomMessages(random(1));
        for (long counter = 1; counter <= 2_000; counter++) {
            Message message = messages.any();

            assertThat(opener.open(sealer.seal(message))).isEqualTo(new Opened(NODE, 3, counter, message));
        }
    }

    @Test
    void sealsAsItAlwaysDid() {
        String header = "51564950" // "QVIP"
                + "01" // format version
                + "0000000000000007" // sender 7
                + "0000000000000003" // boot 3
                + "0000000000000001"; // counter 1
        byte[] datagram = sealer.seal(message(5));

        // Made with another implementation of HMAC-SHA256 and AES-GCM (Python's hashlib and cryptography).
        String ciphertext = "7ba960ba8463668b634194efbe41a0489e241acfba0b0175834a";
        String tag = "a60d8a719101c06d6eca2bbfdd2409b4";
        assertThat(HexFormat.of().formatHex(datagram)).isEqualTo(header + ciphertext + tag);
        assertThat(datagram).hasSize(29 + 26 + 16);
    }

    @Test
    void staysBelowWhatEveryIpv6LinkCarries() {
        assertThat(DatagramHeader.MAX_DATAGRAM_BYTES + HEADERS).isLessThanOrEqualTo(1_280);
    }

    @Test
    void neverSealsTheSameTwice() {
        assertThat(sealer.seal(message(1))).isNotEqualTo(sealer.seal(message(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Sealer(KEYS, NODE, 0));
    }

    @Test
    void dropsWhatWasSealedWithAnotherSecret() {
        assertDropped(opener.open(new Sealer(OTHER_KEYS, NODE, 3).seal(message(1))), DropReason.BAD_SEAL);
        assertDropped(opener.open(new Sealer(DatagramKeys.insecure(), NODE, 3).seal(message(1))), DropReason.BAD_SEAL);
        assertDropped(new Opener(DatagramKeys.insecure()).open(sealer.seal(message(1))), DropReason.BAD_SEAL);
    }

    @Test
    void talksWithoutASecretToThoseWithoutASecret() {
        byte[] datagram = new Sealer(DatagramKeys.insecure(), NODE, 1).seal(message(1));

        assertOpened(new Opener(DatagramKeys.insecure()).open(datagram), message(1));
    }

    @Test
    void dropsAReplay() {
        byte[] datagram = sealer.seal(message(1));
        assertOpened(opener.open(datagram), message(1));

        assertDropped(opener.open(datagram), DropReason.REPLAYED);
    }

    @Test
    void takesReorderedDatagramsOnceEach() {
        List<byte[]> datagrams = new ArrayList<>();
        for (int i = 1; i <= ReplayWindow.SIZE; i++) {
            datagrams.add(sealer.seal(message(i)));
        }
        Collections.shuffle(datagrams, new Random(5));

        assertThat(datagrams).allSatisfy(d -> assertThat(opener.open(d)).isInstanceOf(Opened.class));
        assertThat(datagrams).allSatisfy(d -> assertDropped(opener.open(d), DropReason.REPLAYED));
    }

    @Test
    void dropsWhatIsTooLateToBeToldFromAReplay() {
        byte[] late = sealer.seal(message(1));
        for (int i = 0; i < ReplayWindow.SIZE; i++) {
            opener.open(sealer.seal(message(2)));
        }
        assertDropped(opener.open(late), DropReason.REPLAYED);
    }

    @Test
    void refusesAnOlderLifeOnceANewerWasHeard() {
        byte[] late = sealer.seal(message(1));
        assertOpened(opener.open(sealer.seal(message(2))), message(2));
        Sealer next = new Sealer(KEYS, NODE, 4);
        assertOpened(opener.open(next.seal(message(3))), message(3));

        assertDropped(opener.open(late), DropReason.OLD_BOOT);
        assertDropped(opener.open(sealer.seal(message(4))), DropReason.OLD_BOOT);
        assertOpened(opener.open(next.seal(message(5))), message(5));
    }

    @Test
    void dropsEveryDatagramWithAnAlteredBitAndLearnsNothingFromIt() {
        byte[] datagram = sealer.seal(message(1));
        for (int bit = 0; bit < datagram.length * Byte.SIZE; bit++) {
            byte[] altered = datagram.clone();
            altered[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThat(opener.open(altered)).isInstanceOf(Opening.Dropped.class);
        }
        assertOpened(opener.open(datagram), message(1));
        assertOpened(opener.open(sealer.seal(message(2))), message(2));
    }

    @Test
    void learnsNothingFromForgedHeaders() {
        byte[] first = sealer.seal(message(1));
        byte[] second = sealer.seal(message(2));
        opener.open(first);
        byte[] plain = MessageCodec.encode(message(9));
        assertDropped(opener.open(sealed(OTHER_KEYS, NODE, 3, 1_000_000, plain)), DropReason.BAD_SEAL);
        assertDropped(opener.open(sealed(OTHER_KEYS, NODE, Long.MAX_VALUE, 1, plain)), DropReason.BAD_SEAL);
        for (int i = 1; i <= 3 * Opener.MAX_SENDERS; i++) {
            byte[] forged = sealed(OTHER_KEYS, new NodeId(1_000 + i), 1, 1, plain);
            assertDropped(opener.open(forged), DropReason.BAD_SEAL);
        }

        assertDropped(opener.open(first), DropReason.REPLAYED);
        assertOpened(opener.open(second), message(2));
    }

    @Test
    void forgetsTheSenderNotHeardForLongest() {
        byte[] quiet = sealer.seal(message(1));
        opener.open(quiet);
        Sealer busy = new Sealer(KEYS, new NodeId(8), 1);
        byte[] heard = busy.seal(message(1));
        opener.open(heard);
        byte[] plain = MessageCodec.encode(message(1));
        for (int i = 0; i < Opener.MAX_SENDERS - 1; i++) {
            assertDropped(opener.open(quiet), DropReason.REPLAYED); // which is not hearing it
            opener.open(busy.seal(message(1)));
            assertThat(opener.open(sealed(KEYS, new NodeId(1_000 + i), 1, 1, plain)))
                    .isInstanceOf(Opened.class);
        }

        assertDropped(opener.open(heard), DropReason.REPLAYED);
        assertOpened(opener.open(quiet), message(1));
    }

    @Test
    void namesWhatIsWrongWithWhatIsNotADatagram() {
        byte[] good = sealer.seal(message(1));
        byte[] plain = MessageCodec.encode(message(1));

        assertDropped(opener.open(new byte[0]), DropReason.TOO_SHORT);
        assertDropped(opener.open(Arrays.copyOf(good, 44)), DropReason.TOO_SHORT);
        assertDropped(opener.open(Arrays.copyOf(good, DatagramHeader.MAX_DATAGRAM_BYTES + 1)), DropReason.TOO_LONG);
        assertDropped(opener.open(with(good, 0, 'q')), DropReason.NOT_OURS);
        assertDropped(opener.open(with(good, 4, 2)), DropReason.UNKNOWN_VERSION);
        assertDropped(opener.open(with(good, 5, 0x80)), DropReason.BAD_HEADER); // sender
        assertDropped(opener.open(with(good, 12, 0)), DropReason.BAD_HEADER);
        assertDropped(opener.open(with(good, 13, 0x80)), DropReason.BAD_HEADER); // boot
        assertDropped(opener.open(with(good, 20, 0)), DropReason.BAD_HEADER);
        assertDropped(opener.open(with(good, 21, 0x80)), DropReason.BAD_HEADER); // counter
        assertDropped(opener.open(with(good, 28, 0)), DropReason.BAD_HEADER);
        assertDropped(opener.open(Arrays.copyOf(good, good.length - 1)), DropReason.BAD_SEAL);
        assertDropped(opener.open(sealed(KEYS, NODE, 3, 9, new byte[0])), DropReason.MALFORMED);
        assertDropped(opener.open(sealed(KEYS, NODE, 3, 10, Arrays.copyOf(plain, 9))), DropReason.MALFORMED);
        assertOpened(opener.open(good), message(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void throwsNothingWhateverArrives(long seed) {
        RandomGenerator random = random(seed);
        RandomMessages messages = new RandomMessages(random);
        for (int i = 0; i < 5_000; i++) {
            Message message = messages.any();
            byte[] good = sealer.seal(message);
            assertThat(opener.open(mutated(good, random))).isInstanceOf(Opening.Dropped.class);
            byte[] noise = new byte[random.nextInt(1_400)];
            random.nextBytes(noise);
            assertThat(opener.open(noise)).isInstanceOf(Opening.Dropped.class);
            assertOpened(opener.open(good), message);
        }
    }

    private static byte[] mutated(byte[] bytes, RandomGenerator random) {
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        byte[] mutated = bytes.clone();
        mutated[random.nextInt(mutated.length)] ^= (byte) random.nextInt(1, 256);
        return mutated;
    }

    private static byte[] with(byte[] bytes, int index, int value) {
        byte[] changed = bytes.clone();
        changed[index] = (byte) value;
        return changed;
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
