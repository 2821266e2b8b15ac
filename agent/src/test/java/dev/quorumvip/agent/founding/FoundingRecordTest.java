package dev.quorumvip.agent.founding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.protocol.Message.AcceptedFounder;
import dev.quorumvip.agent.protocol.Message.Ballot;
import dev.quorumvip.agent.protocol.Message.Founder;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoundingRecordTest {
    private static final Ballot LOW = new Ballot(4, new NodeId(7));
    private static final Ballot HIGH = new Ballot(5, new NodeId(8));
    private static final Founder FOUNDER = new Founder(
            new NodeId(7),
            ClusterAddress.parse("[2001:db8::1]:8800"),
            UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"));
    private static final FoundingRecord FULL =
            new FoundingRecord(Optional.of(HIGH), Optional.of(new AcceptedFounder(LOW, FOUNDER)));

    @Test
    void writesItsTextAsItAlwaysDid() {
        assertThat(FoundingRecord.EMPTY.toText()).isEmpty();
        assertThat(FULL.toText()).isEqualTo("""
                        promised 5/8
                        accepted 4/7
                        founder 7 [2001:db8:0:0:0:0:0:1]:8800 00112233-4455-6677-8899-aabbccddeeff
                        """);
    }

    @Test
    void readsBackWhatItWrote() {
        FoundingRecord promised = new FoundingRecord(Optional.of(HIGH), Optional.empty());

        assertThat(FoundingRecord.parse(FULL.toText())).isEqualTo(FULL);
        assertThat(FoundingRecord.parse(promised.toText())).isEqualTo(promised);
        assertThat(FoundingRecord.parse("")).isEqualTo(FoundingRecord.EMPTY);
    }

    @Test
    void refusesEveryTruncation() {
        String text = FULL.toText();
        int firstLine = text.indexOf('\n') + 1;
        for (int length = 1; length < text.length(); length++) {
            String cut = text.substring(0, length);
            if (length != firstLine) {
                assertThatIllegalArgumentException().as(cut).isThrownBy(() -> FoundingRecord.parse(cut));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                "promised 5\n",
                "promised 5/0\n",
                "promised x/8\n",
                "promised 5/8/9\n",
                "accepted 5/8\n",
                "promised 4/7\naccepted 5/8\nfounder 7 192.0.2.1:8800 00112233-4455-6677-8899-aabbccddeeff\n",
                "promised 5/8\naccepted 4/7\nfounder 7 192.0.2.1:8800\n",
                "promised 5/8\naccepted 4/7\nfounder 7 192.0.2.1:8800 00112233-4455-6677-8899-aabbccddeeff\nmore\n"
            })
    void refusesWhatItNeverWrites(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> FoundingRecord.parse(text));
    }
}
