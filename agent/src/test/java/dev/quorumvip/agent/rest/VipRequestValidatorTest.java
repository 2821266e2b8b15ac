package dev.quorumvip.agent.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.api.ProblemReason;
import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VipRequestValidatorTest {
    private final VipRequestValidator validator =
            new VipRequestValidator(() -> Set.of(InetAddress.ofLiteral("10.0.0.1")));

    @Test
    void makesASpec() throws Exception {
        assertThat(validator.validate("web", "address", "10.0.0.5/24", "eth0"))
                .isEqualTo(new VipSpec("web", VipAddress.parse("10.0.0.5/24"), "eth0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "web-1", "a23456789012345678901234567890123456789012345678901234567890123"})
    void takesDnsLabels(String name) throws Exception {
        assertThat(validator.validate(name, "address", "10.0.0.5/24", null).name())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "-a",
                "a-",
                "Web",
                "a.b",
                "a_b",
                "a b",
                "ä",
                "..",
                "a\n",
                "a234567890123456789012345678901234567890123456789012345678901234"
            })
    void refusesOtherNames(String name) {
        refuses(name, "10.0.0.5/24", null, "name", ProblemReason.INVALID_NAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eth0", "enp0s31f6", "br-1.20", "veth@x", "exactly15chars_"})
    void takesInterfaceNames(String name) throws Exception {
        assertThat(validator.validate("web", "address", "10.0.0.5/24", name).interfaceName())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "eth0:1", "eth 0", "sixteen_chars_xx", "eth\u00e4", "eth0\n"})
    void refusesOtherInterfaceNames(String name) {
        refuses("web", "10.0.0.5/24", name, "interface", ProblemReason.INVALID_INTERFACE);
    }

    @Test
    void refusesANodesOwnAddressWhateverItsPrefix() {
        refuses("web", "10.0.0.1/24", null, "address", ProblemReason.NODE_ADDRESS);
        refuses("web", "10.0.0.1/32", null, "address", ProblemReason.NODE_ADDRESS);
    }

    @Test
    void refusesWhatIsNoAddress() {
        refuses("web", "10.0.0.0/24", null, "address", ProblemReason.NETWORK_ADDRESS);
    }

    private void refuses(
            String name, String address, @Nullable String interfaceName, String field, ProblemReason reason) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> validator.validate(name, "address", address, interfaceName))
                .satisfies(refusal -> {
                    assertThat(refusal.field()).isEqualTo(field);
                    assertThat(refusal.reason()).isEqualTo(reason);
                });
    }
}
