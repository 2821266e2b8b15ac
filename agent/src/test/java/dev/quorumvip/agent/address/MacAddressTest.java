package dev.quorumvip.agent.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {
    @Test
    void readsAndWritesItsUsualForm() {
        MacAddress mac = MacAddress.parse("02:00:5E:10:00:fF");
        assertThat(mac.bits()).isEqualTo(0x0200_5e10_00ffL);
        assertThat(mac).hasToString("02:00:5e:10:00:ff");
        assertThat(MacAddress.parse("02-00-5e-10-00-ff")).isEqualTo(mac);
    }

    @Test
    void keepsEveryBitThroughBytesAndText() {
        for (int bit = 0; bit < 48; bit++) {
            MacAddress mac = new MacAddress(1L << bit);
            assertThat(MacAddress.of(mac.toBytes())).isEqualTo(mac);
            assertThat(MacAddress.parse(mac.toString())).isEqualTo(mac);
        }
    }

    @Test
    void putsTheFirstOctetFirst() {
        assertThat(MacAddress.parse("01:02:03:04:05:06").toBytes()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(MacAddress.BROADCAST).hasToString("ff:ff:ff:ff:ff:ff");
        assertThat(MacAddress.ZERO).hasToString("00:00:00:00:00:00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "02:00:5e:10:00",
                "02:00:5e:10:00:ff:01",
                "02:00:5e:10:00-ff",
                "02:00:5e:10:00:f",
                "02:00:5e:10:00:fg",
                "02005e1000ff",
                " 02:00:5e:10:00:ff"
            })
    void refusesOtherText(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MacAddress.parse(text))
                .withMessageContaining("\"" + text + "\"");
    }

    @Test
    void refusesOtherLengths() {
        assertThatIllegalArgumentException().isThrownBy(() -> MacAddress.of(new byte[5]));
        assertThatIllegalArgumentException().isThrownBy(() -> new MacAddress(1L << 48));
        assertThatIllegalArgumentException().isThrownBy(() -> new MacAddress(-1));
    }
}
