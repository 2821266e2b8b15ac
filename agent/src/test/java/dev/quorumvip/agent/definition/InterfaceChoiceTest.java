package dev.quorumvip.agent.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterfaceChoiceTest {
    @Test
    void eachHasATextThatItIsReadFrom() {
        assertThat(InterfaceChoice.of("")).isEqualTo(new InterfaceChoice.NodeDefault());
        assertThat(InterfaceChoice.of("eth0")).isEqualTo(new InterfaceChoice.Named("eth0"));
        assertThat(InterfaceChoice.of("eth*")).isEqualTo(new InterfaceChoice.Matching("eth*"));
        assertThat(InterfaceChoice.of(new InterfaceChoice.BySubnet().text())).isEqualTo(new InterfaceChoice.BySubnet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"eth0", "enp0s31f6", "br-1.20", "veth@x", "exactly15chars_"})
    void takesInterfaceNames(String name) {
        assertThat(InterfaceChoice.of(name).text()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "a/b", "eth0:1", "eth 0", "sixteen_chars_xx", "eth\u00e4", "eth0\n", "a/*"})
    void refusesWhatNoInterfaceIsCalled(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> InterfaceChoice.of(text));
    }

    @ParameterizedTest
    @CsvSource({
        "eth*, eth0, true",
        "eth*, eth, true",
        "eth*, xeth0, false",
        "eth?, eth0, true",
        "eth?, eth10, false",
        "*.20, br-1.20, true",
        "*.20, br-1x20, false",
        "e*0, eno0, true",
        "*, lo, true"
    })
    void aPatternStandsForNames(String glob, String name, boolean matches) {
        assertThat(new InterfaceChoice.Matching(glob).matches(name)).isEqualTo(matches);
    }
}
