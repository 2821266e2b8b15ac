package dev.quorumvip.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpTextTest {
    /** Most of them from RFC 5952 §4 and §5. */
    @ParameterizedTest
    @CsvSource({
        "2001:0db8:0:0:0:0:0:0010, 2001:db8::10",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1", // a single group is not shortened
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1", // the longest run
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1", // the first of two as long
        "2001:DB8::ABCD, 2001:db8::abcd",
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "1:0:0:0:0:0:0:0, 1::",
        "fe80:0:0:0:1:2:3:4, fe80::1:2:3:4",
        "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
        "0:0:3:4:5:6:7:8, ::3:4:5:6:7:8",
        "0:2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "192.0.2.10, 192.0.2.10",
    })
    void isTheCanonicalOne(String written, String canonical) {
        assertThat(IpText.of(InetAddress.ofLiteral(written))).isEqualTo(canonical);
    }

    @Test
    void leavesTheZoneOut() throws UnknownHostException {
        byte[] octets = InetAddress.ofLiteral("fe80::1").getAddress();
        assertThat(IpText.of(Inet6Address.getByAddress(null, octets, 3))).isEqualTo("fe80::1");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyAddressIsReadBackFromIt(long seed) throws UnknownHostException {
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            byte[] octets = new byte[16];
            for (int group = 0; group < 8; group++) {
                if (random.nextInt(3) == 0) {
                    octets[2 * group] = (byte) random.nextInt();
                    octets[2 * group + 1] = (byte) random.nextInt();
                }
            }
            InetAddress ip = Inet6Address.getByAddress(null, octets, -1);
            String text = IpText.of(ip);
            assertThat(InetAddress.ofLiteral(text)).as(text).isEqualTo(ip);
            assertThat(text).isLowerCase().hasSizeLessThanOrEqualTo(39);
        }
    }
}
