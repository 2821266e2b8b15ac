package dev.quorumvip.agent.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AddressValuesTest {
    @Test
    void roundsLifetimesUpToWholeSeconds() {
        assertThat(AddressTable.wholeSeconds(Duration.ofNanos(1))).isEqualTo(Duration.ofSeconds(1));
        assertThat(AddressTable.wholeSeconds(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
        assertThat(AddressTable.wholeSeconds(Duration.ofMillis(1001))).isEqualTo(Duration.ofSeconds(2));
        assertThat(AddressTable.wholeSeconds(AddressTable.LONGEST_LIFETIME)).isEqualTo(AddressTable.LONGEST_LIFETIME);
    }

    @Test
    void refusesLifetimesTheKernelDoesNotKnow() {
        assertThatIllegalArgumentException().isThrownBy(() -> AddressTable.wholeSeconds(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> AddressTable.wholeSeconds(Duration.ofNanos(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressTable.wholeSeconds(AddressTable.LONGEST_LIFETIME.plusNanos(1)));
    }

    @Test
    void refusesPrefixesLongerThanTheAddress() throws Exception {
        InetAddress ipv4 = InetAddress.getByName("192.0.2.10");
        InetAddress ipv6 = InetAddress.getByName("2001:db8::10");
        assertThat(bound(ipv4, 32).prefixLength()).isEqualTo(32);
        assertThat(bound(ipv6, 128).prefixLength()).isEqualTo(128);
        assertThatIllegalArgumentException().isThrownBy(() -> bound(ipv4, 33));
        assertThatIllegalArgumentException().isThrownBy(() -> bound(ipv6, 129));
        assertThatIllegalArgumentException().isThrownBy(() -> bound(ipv4, -1));
    }

    private static BoundAddress bound(InetAddress ip, int prefixLength) {
        return new BoundAddress(ip, prefixLength, 2, true, Optional.empty());
    }
}
