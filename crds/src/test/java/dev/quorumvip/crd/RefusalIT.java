package dev.quorumvip.crd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.kubetesting.ApiServerExtension;
import dev.quorumvip.kubetesting.Kubectl;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people are told whose VirtualIP cannot be. */
class RefusalIT {
    @RegisterExtension
    static final ApiServerExtension KUBE = new ApiServerExtension();

    @BeforeAll
    static void install() {
        Definition.install(KUBE.server());
    }

    private static Kubectl.Outcome create(String name, String spec) {
        String object = "{apiVersion: quorumvip.io/v1alpha1, kind: VirtualIP, metadata: {name: " + name + "}, spec: "
                + spec + "}";
        return KUBE.server().kubectl().attempt(object, "create", "--dry-run=server", "-f", "-");
    }

    static Stream<Refusal> refusals() {
        return Refusal.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void namesTheFieldAndWhatIsWrongWithIt(Refusal refusal) {
        Kubectl.Outcome outcome = create("web", refusal.spec());

        assertThat(outcome.output()).contains(refusal.message());
        assertThat(outcome.exitCode()).isNotZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"web.example", "a123456789012345678901234567890123456789012345678901234567890123"})
    void refusesANameThatIsNoDnsLabel(String name) {
        assertThat(create(name, "{addresses: [192.0.2.5/24]}").output())
                .contains(
                        "metadata.name must be 1 to 63 of a-z, 0-9 and '-', and begin and end with a letter or digit");
    }

    @Test
    void refusesAFieldThatIsNotKnown() {
        assertThat(create("web", "{addresses: [192.0.2.5/24], adresses: []}").output())
                .contains("unknown field \"spec.adresses\"");
    }

    @Test
    void refusesAnObjectWithoutSpec() {
        assertThat(KUBE.server()
                        .kubectl()
                        .attempt(
                                "{apiVersion: quorumvip.io/v1alpha1, kind: VirtualIP, metadata: {name: web}}",
                                "create",
                                "-f",
                                "-")
                        .output())
                .contains("spec: Required value");
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() {
        assertThat(create("web", "{addresses: [192.0.2.0/24, 127.0.0.1/8], interface: a/b, lockDelay: 2h}")
                        .output())
                .contains("'192.0.2.0/24' is the network's own address")
                .contains("'127.0.0.1/8' is no address")
                .contains("spec.interface: Invalid value")
                .contains("spec.lockDelay: Invalid value");
    }
}
