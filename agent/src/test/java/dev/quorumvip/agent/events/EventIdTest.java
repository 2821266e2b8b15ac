package dev.quorumvip.agent.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"0-0", "57-1", "999999999999999999-999999999"})
    void readsWhatItWrites(String text) {
        assertThat(EventId.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "57",
                "57-",
                "-1",
                "57-1-1",
                "057-1",
                "57-01",
                "+57-1",
                "57 -1",
                "a-b",
                "57-1\n",
                "9999999999999999999-1",
                "1-9999999999",
                "٥-1"
            })
    void refusesAnyOtherForm(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventId.parse(text))
                .withMessageContaining("57-1");
    }

    @Test
    void comesAfterAllOfTheEntriesBefore() {
        assertThat(EventId.START).isLessThan(EventId.parse("0-1")).isLessThan(EventId.before(1));
        assertThat(EventId.parse("9-200")).isLessThan(EventId.before(10));
        assertThat(EventId.before(10)).isLessThan(EventId.parse("10-1"));
        assertThat(EventId.parse("10-2")).isGreaterThan(EventId.parse("10-1")).isGreaterThan(EventId.parse("9-3"));
    }

    @Test
    void isNeverNegative() {
        assertThatIllegalArgumentException().isThrownBy(() -> new EventId(-1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new EventId(0, -1));
    }
}
