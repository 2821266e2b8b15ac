package dev.quorumvip.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FileCapabilitiesTest {
    @Test
    void writesWhatSetcapWrites() {
        // setcap cap_net_admin,cap_net_raw=p FILE; getfattr -e hex -n security.capability FILE
        String expected = "00000002" // revision 2, not effective
                + "00300000" // permitted, the lower 32: bits 12 and 13
                + "00000000" // inheritable
                + "00000000" // permitted, the upper 32
                + "00000000"; // inheritable
        assertThat(HexFormat.of()
                        .formatHex(FileCapabilities.parse("cap_net_raw,cap_net_admin")
                                .toBytes()))
                .isEqualTo(expected);
    }

    @Test
    void refusesANameThatItDoesNotKnow() {
        assertThatThrownBy(() -> FileCapabilities.parse("cap_net_admin,cap_everything"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'cap_everything'")
                .hasMessageContaining("cap_net_raw");
    }
}
