package dev.quorumvip.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.quorumvip.agent.storage.RecordFormat.CorruptRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RecordFormatTest {
    private static final String BODY = "{\"nodeId\":1,\"name\":\"ä\"}\n";

    private final byte[] file = RecordFormat.encode("identity", 3, BODY);

    @Test
    void readsWhatItWrote() throws CorruptRecordException {
        assertThat(RecordFormat.decode("identity", file)).isEqualTo(new RecordFormat.Content(3, BODY));
    }

    @Test
    void beginsWithAHeaderForPeople() {
        assertThat(new String(file, StandardCharsets.UTF_8))
                .matches("quorumvip identity 3 25 [0-9a-f]{8}\n\\{\"nodeId\":1,\"name\":\"ä\"}\n");
    }

    @Test
    void noticesEveryFlippedBitAtEachPosition() {
        for (int position = 0; position < file.length; position++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = file.clone();
                changed[position] ^= (byte) (1 << bit);
                assertCorrupt(changed);
            }
        }
    }

    @Test
    void noticesEveryLengthButTheWhole() {
        for (int length = 0; length < file.length; length++) {
            assertCorrupt(Arrays.copyOf(file, length));
        }
        assertCorrupt(Arrays.copyOf(file, file.length + 1));
    }

    @Test
    void refusesFileOfAnotherRecord() {
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> RecordFormat.decode("membership", file))
                .withMessage("it holds the record 'identity'");
    }

    private static void assertCorrupt(byte[] bytes) {
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> RecordFormat.decode("identity", bytes));
    }
}
