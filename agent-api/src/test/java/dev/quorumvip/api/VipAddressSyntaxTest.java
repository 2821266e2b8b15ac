package dev.quorumvip.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VipAddressSyntaxTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.5/24",
                "192.168.1.254/24",
                "10.0.0.0/31",
                "10.0.0.1/31",
                "10.0.0.0/32",
                "10.0.0.255/32",
                "10.0.1.0/16",
                "10.0.0.255/16",
                "1.2.3.5/1",
                "100.64.0.1/10",
                "223.255.255.254/24",
                "126.255.255.254/30",
                "128.0.0.1/8",
                "169.253.255.254/30",
                "169.255.0.1/16",
                "fd00::5/64",
                "2001:db8::5/64", // documentation, for tests and examples
                "2001:DB8:0::0005/64",
                "2001:db8::/127",
                "2001:db8::/128",
                "2001:db8::1/127",
                "fe80::5/64", // of the link alone, as the VIP is
                "2001:db8:0:1:ffff:ffff:ffff:ffff/64", // IPv6 has no broadcast
                "64:ff9b::192.0.2.1/96",
                "fd00::1/1"
            })
    void acceptsWhatAHostCanHave(String text) {
        assertThatCode(() -> VipAddressSyntax.check(text)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "'', NOT_CIDR",
        "' ', NOT_CIDR",
        "10.0.0.5, NOT_CIDR",
        "10.0.0.5/, NOT_CIDR",
        "10.0.0/24, NOT_CIDR",
        "10.0.0.5.6/24, NOT_CIDR",
        "' 10.0.0.5/24', NOT_CIDR",
        "'10.0.0.5/24 ', NOT_CIDR",
        "10.0.0.5/24/24, NOT_CIDR",
        "10.0.0.5/-1, NOT_CIDR",
        "10.0.0.5/+24, NOT_CIDR",
        "-10.0.0.5/24, NOT_CIDR",
        "10.0.0.256/24, NOT_CIDR",
        "999999999.0.0.1/24, NOT_CIDR",
        "99999999999.0.0.1/24, NOT_CIDR",
        "0x0a.0.0.5/24, NOT_CIDR",
        "١٠.0.0.5/24, NOT_CIDR",
        "host/24, NOT_CIDR",
        "10.0.0.5/255.255.255.0, NOT_CIDR",
        "010.0.0.5/24, LEADING_ZERO",
        "10.0.0.05/24, LEADING_ZERO",
        "10.0.0.00/24, LEADING_ZERO",
        "10.0.0.5/024, LEADING_ZERO",
        "fd00::5, NOT_CIDR",
        "fd00::5/, NOT_CIDR",
        "fd00::5/64/64, NOT_CIDR",
        "fd00::5/-1, NOT_CIDR",
        "fd00::5/ffff::, NOT_CIDR",
        "[fd00::5]/64, NOT_CIDR",
        "' fd00::5/64', NOT_CIDR",
        "fd00::5::6/64, NOT_CIDR",
        "fd00:5/64, NOT_CIDR",
        "1:2:3:4:5:6:7:8:9/64, NOT_CIDR",
        "fd00::00005/64, NOT_CIDR",
        "fd00::g/64, NOT_CIDR",
        ":/64, NOT_CIDR",
        "10.0.0.5:80/24, NOT_CIDR",
        "fd00::5/064, LEADING_ZERO",
        "fd00::5/0, PREFIX_OUT_OF_RANGE",
        "fd00::5/129, PREFIX_OUT_OF_RANGE",
        "fe80::1%eth0/64, SCOPED_ADDRESS",
        "fe80::1%2/64, SCOPED_ADDRESS",
        "::ffff:10.0.0.5/120, IPV4_MAPPED_ADDRESS",
        "::ffff:0a00:0005/24, IPV4_MAPPED_ADDRESS",
        "::/64, UNSPECIFIED_ADDRESS",
        "0:0:0:0:0:0:0:0/128, UNSPECIFIED_ADDRESS",
        "::1/128, LOOPBACK_ADDRESS",
        "ff02::1/16, MULTICAST_ADDRESS",
        "ff0e::101/128, MULTICAST_ADDRESS",
        "::10.0.0.5/96, RESERVED_ADDRESS",
        "::5/64, RESERVED_ADDRESS",
        "fd00::/64, ANYCAST_ADDRESS",
        "fd00:0:0:1::/64, ANYCAST_ADDRESS",
        "fd00::4/126, ANYCAST_ADDRESS",
        "fe80::/10, ANYCAST_ADDRESS",
        "10.0.0.5/0, PREFIX_OUT_OF_RANGE",
        "10.0.0.5/33, PREFIX_OUT_OF_RANGE",
        "10.0.0.5/999999999, PREFIX_OUT_OF_RANGE",
        "0.0.0.0/8, UNSPECIFIED_ADDRESS",
        "0.0.0.0/32, UNSPECIFIED_ADDRESS",
        "0.1.2.3/8, THIS_NETWORK",
        "127.0.0.1/8, LOOPBACK_ADDRESS",
        "127.255.0.1/32, LOOPBACK_ADDRESS",
        "169.254.0.1/16, LINK_LOCAL_ADDRESS",
        "169.254.169.254/32, LINK_LOCAL_ADDRESS",
        "224.0.0.18/24, MULTICAST_ADDRESS",
        "239.255.255.250/32, MULTICAST_ADDRESS",
        "240.0.0.1/24, RESERVED_ADDRESS",
        "255.255.255.254/32, RESERVED_ADDRESS",
        "255.255.255.255/32, BROADCAST_ADDRESS",
        "10.0.0.0/24, NETWORK_ADDRESS",
        "10.0.0.4/30, NETWORK_ADDRESS",
        "128.0.0.0/1, NETWORK_ADDRESS",
        "10.0.0.255/24, BROADCAST_ADDRESS",
        "10.0.0.7/30, BROADCAST_ADDRESS",
        "10.255.255.255/8, BROADCAST_ADDRESS",
    })
    void refusesWithTheReason(String text, ProblemReason reason) {
        assertThatExceptionOfType(VipAddressException.class)
                .isThrownBy(() -> VipAddressSyntax.check(text))
                .satisfies(refusal -> {
                    assertThat(refusal.reason()).isEqualTo(reason);
                    assertThat(refusal).hasMessageContaining(text);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.5/24, 10.0.0.5/24",
        "2001:DB8:0::0005/64, 2001:db8::5/64",
        "fe80:0:0:0:0:0:0:5/10, fe80::5/10",
        "64:ff9b::192.0.2.1/96, 64:ff9b::c000:201/96",
    })
    void hasOneTextForEachAddress(String written, String canonical) throws VipAddressException {
        assertThat(VipAddressSyntax.canonical(written)).isEqualTo(canonical);
        assertThat(VipAddressSyntax.canonical(canonical)).isEqualTo(canonical);
    }

    @Test
    void hasNoTextForWhatItRefuses() {
        assertThatExceptionOfType(VipAddressException.class).isThrownBy(() -> VipAddressSyntax.canonical("fd00::5"));
    }

    @ParameterizedTest
    @ValueSource(strings = {":", "0:", "fd00::%", "::1.2.3."})
    void cutsLongTextWithColonsToo(String piece) {
        assertThatExceptionOfType(VipAddressException.class)
                .isThrownBy(() -> VipAddressSyntax.check(piece.repeat(10_000)))
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(200));
    }

    @Test
    void cutsLongTextInTheMessage() {
        assertThatExceptionOfType(VipAddressException.class)
                .isThrownBy(() -> VipAddressSyntax.check("1".repeat(10_000)))
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(200));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anyTextWithColonsIsAcceptedOrRefusedWithItsOwnException(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        String alphabet = "0123456789abcdefF.:/:%[ -";
        int accepted = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder("2001:db8::10:5/64");
            int edits = random.nextInt(1, 6);
            for (int edit = 0; edit < edits; edit++) {
                int at = random.nextInt(text.length());
                text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                assertThat(VipAddressSyntax.canonical(text.toString())).matches("[0-9a-f:.]+/[1-9][0-9]*");
                accepted++;
            } catch (VipAddressException refusal) {
                assertThat(refusal.reason()).as("seed %d: %s", seed, text).isNotNull();
            }
        }
        assertThat(accepted).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anyTextIsAcceptedOrRefusedWithItsOwnException(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        String alphabet = "0123456789./:ab -";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder("10.0.0.5/24");
            int edits = random.nextInt(1, 6);
            for (int edit = 0; edit < edits; edit++) {
                int at = random.nextInt(text.length());
                text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                VipAddressSyntax.check(text.toString());
                assertThat(text).containsPattern("^([1-9][0-9]*(\\.[0-9]+){3}|[0-9a-f.:]*:[0-9a-f.:]*)/[0-9]+$");
            } catch (VipAddressException refusal) {
                assertThat(refusal.reason()).as("seed %d: %s", seed, text).isNotNull();
            }
        }
    }
}
