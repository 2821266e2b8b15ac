package dev.quorumvip.e2e.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PortFilterTest {
    @Test
    void dropsAtEveryPortWhatComesFromTheOtherSide() {
        PortFilter.Port node = new PortFilter.Port("port1", new MacAddress(1));
        String script = PortFilter.script(
                node,
                List.of(
                        new PortFilter.Port("port2", new MacAddress(2)),
                        new PortFilter.Port("client", new MacAddress(9))));
        assertThat(script.lines())
                .containsExactly(
                        "add table netdev parted_port1",
                        "add chain netdev parted_port1 port1 { type filter hook egress device \"port1\" priority 0 ; }",
                        "add rule netdev parted_port1 port1 ether saddr { 00:00:00:00:00:02, 00:00:00:00:00:09 } drop",
                        "add chain netdev parted_port1 port2 { type filter hook egress device \"port2\" priority 0 ; }",
                        "add rule netdev parted_port1 port2 ether saddr { 00:00:00:00:00:01 } drop",
                        "add chain netdev parted_port1 client { type filter hook egress device \"client\" priority 0 ; }",
                        "add rule netdev parted_port1 client ether saddr { 00:00:00:00:00:01 } drop");
    }
}
