package dev.quorumvip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressSyntaxTest {
    @ParameterizedTest
    @CsvSource({"192.0.2.1:8800", "[2001:db8:0:0:0:0:0:1]:65535", "10.0.0.1:1"})
    void endpointReadsItsOwnText(String text) {
        assertThat(PeerAddress.parse(text)).hasToString(text).isEqualTo(PeerAddress.parse(text));
        assertThat(HostPort.parse(text)).hasToString(text);
    }

    @Test
    void endpointsThatMeanTheSameAreEqual() {
        assertThat(PeerAddress.parse("[2001:DB8:0::1]:8800")).isEqualTo(PeerAddress.parse("[2001:db8::0:1]:8800"));
    }

    @Test
    void hostPortResolvesWhenAsked() throws UnknownHostException {
        assertThat(HostPort.parse("[::1]:9900").resolve().getAddress().isLoopbackAddress())
                .isTrue();
    }
}
