package dev.quorumvip.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessCapabilitiesTest {
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, false, false",
        "0000000000001000, true, false",
        "0000000000002000, false, true",
        "0000000000003000, true, true",
        "000001ffffffffff, true, true",
        "ffffffffffffcfff, false, false",
    })
    void readsTheEffectiveMask(String mask, boolean netAdmin, boolean netRaw) throws IOException {
        String status = "Name:\tjava\nCapPrm:\t0000000000003000\nCapEff:\t" + mask + "\nCapBnd:\t0000000000003000\n";
        assertThat(ProcessCapabilities.parse(status)).isEqualTo(new ProcessCapabilities(netAdmin, netRaw));
    }

    @Test
    void refusesAStatusThatDoesNotTell() {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> ProcessCapabilities.parse("Name:\tjava\n"));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> ProcessCapabilities.parse("CapEff:\tall\n"));
    }

    @Test
    void agreesWithWhatTheKernelLetsThisProcessDo() throws IOException {
        boolean mayBind;
        try (RtnlAddressTable table = RtnlAddressTable.open()) {
            // Asks for the impossible: the right is looked at before the interface.
            table.bind(99_999, InetAddress.getByName("192.0.2.10"), 32, Duration.ofSeconds(1));
            mayBind = true;
        } catch (NetlinkException e) {
            mayBind = e.errno() != Errno.EPERM;
        }
        assertThat(ProcessCapabilities.ofThisProcess().netAdmin()).isEqualTo(mayBind);
    }
}
