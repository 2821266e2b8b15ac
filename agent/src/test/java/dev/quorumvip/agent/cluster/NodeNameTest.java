package dev.quorumvip.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"a", "7", "node-1", "n--1", "a.b", "ip-10-0-0-1.eu.internal", "10.0.0.1", "xn--bcher-kva.example"
            })
    void takesDnsSubdomains(String name) {
        assertThat(NodeName.isOne(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ".", "a.", ".a", "a..b", "-a", "a-", "a-.b", "a.-b", "A", "a.B", "a_b", "a b", "a/b", "bücher",
                "a\n"
            })
    void takesNothingElse(String name) {
        assertThat(NodeName.isOne(name)).isFalse();
    }

    @Test
    void takes63CharactersInALabelAnd253InAll() {
        assertThat(NodeNames.LONGEST).hasSize(NodeName.LONGEST);
        assertThat(NodeName.isOne(NodeNames.LONGEST)).isTrue();
        assertThat(NodeName.isOne(NodeNames.LONGEST + "b")).isFalse();
        assertThat(NodeName.isOne("a".repeat(63) + ".b")).isTrue();
        assertThat(NodeName.isOne("a".repeat(64) + ".b")).isFalse();
    }
}
