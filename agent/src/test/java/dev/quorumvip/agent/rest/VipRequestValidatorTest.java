package dev.quorumvip.agent.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.api.FieldError;
import dev.quorumvip.api.ProblemReason;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VipRequestValidatorTest {
    private final VipRequestValidator validator =
            new VipRequestValidator(() -> Set.of(InetAddress.ofLiteral("10.0.0.1")));

    @Test
    void makesADefinition() throws Exception {
        assertThat(validator.definition("web", bytes("{\"address\":\"10.0.0.5/24\",\"interface\":\"eth0\"}")))
                .isEqualTo(VipDefinition.of(VipAddress.parse("10.0.0.5/24")).on(new InterfaceChoice.Named("eth0")));
        assertThat(validator.definition("vip", "10.0.0.5/24"))
                .isEqualTo(VipDefinition.of(VipAddress.parse("10.0.0.5/24")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "web-1", "a23456789012345678901234567890123456789012345678901234567890123"})
    void takesDnsLabels(String name) throws Exception {
        assertThat(validator.definition(name, bytes("{\"address\":\"10.0.0.5/24\"}")))
                .isNotNull();
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
        refuses(name, "{\"address\":\"10.0.0.5/24\"}", "name", ProblemReason.INVALID_NAME);
    }

    @Test
    void refusesANodesOwnAddressWhateverItsPrefix() {
        refuses("web", "{\"address\":\"10.0.0.1/24\"}", "address", ProblemReason.NODE_ADDRESS);
        refuses("web", "{\"address\":\"10.0.0.1/32\"}", "address", ProblemReason.NODE_ADDRESS);
        refuses("web", "{\"addresses\":[\"10.0.0.5/24\",\"10.0.0.1/24\"]}", "addresses[1]", ProblemReason.NODE_ADDRESS);
    }

    @Test
    void namesAllThatIsWrongTogether() {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> validator.definition("Web", bytes("{\"address\":\"10.0.0.0/24\",\"more\":1}")))
                .satisfies(refusal -> assertThat(refusal.errors())
                        .extracting(FieldError::field)
                        .containsExactly("name", "more", "address"))
                .withMessageStartingWith("3 problems: name: ");
    }

    @Test
    void refusesWhatIsNoAddressInTheFieldThatTheBodyHas() {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> validator.definition("vip", "10.0.0.0/24"))
                .satisfies(refusal -> {
                    assertThat(refusal.field()).isEqualTo("vip");
                    assertThat(refusal.reason()).isEqualTo(ProblemReason.NETWORK_ADDRESS);
                });
    }

    private void refuses(String name, String body, String field, ProblemReason reason) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> validator.definition(name, bytes(body)))
                .satisfies(refusal -> {
                    assertThat(refusal.field()).isEqualTo(field);
                    assertThat(refusal.reason()).isEqualTo(reason);
                });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
