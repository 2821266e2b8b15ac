package dev.quorumvip.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ScopesTest {
    @Test
    void addressWithAScopeIsRefused() {
        assertThatThrownBy(() -> VipAddress.parse("fe80::1%1/64"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scope");
        assertThatThrownBy(() -> ClusterAddress.parse("[fe80::1%1]:8800"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scope");
    }

    @Test
    void sameAddressWithoutOneIsTaken() {
        assertThat(VipAddress.parse("fe80::1/64")).hasToString("fe80::1/64");
        assertThat(ClusterAddress.parse("[fe80::1]:8800")).hasToString("[fe80:0:0:0:0:0:0:1]:8800");
    }
}
