package dev.quorumvip.agent.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class AddressOnLinkTest {
    @Test
    void aSingleAddressHasTheLongestPrefix() {
        InetAddress ipv4 = InetAddress.ofLiteral("192.0.2.10");
        InetAddress ipv6 = InetAddress.ofLiteral("2001:db8::10");
        assertThat(AddressOnLink.single(3, ipv4)).isEqualTo(new AddressOnLink(3, ipv4, 32));
        assertThat(AddressOnLink.single(4, ipv6)).isEqualTo(new AddressOnLink(4, ipv6, 128));
        assertThat(AddressOnLink.single(3, ipv4)).hasToString("192.0.2.10/32 on interface 3");
    }
}
