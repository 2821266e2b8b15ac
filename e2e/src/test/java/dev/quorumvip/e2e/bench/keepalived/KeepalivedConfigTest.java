package dev.quorumvip.e2e.bench.keepalived;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.net.MacAddress;
import dev.quorumvip.e2e.net.NetworkNamespace;
import dev.quorumvip.e2e.net.Node;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeepalivedConfigTest {
    private static final Node SECOND =
            new Node(2, "n2", new NetworkNamespace("x-n2"), "port2", "10.77.0.12", MacAddress.UNKNOWN);

    @Test
    void wholeSecondsAreVersion2() {
        assertThat(KeepalivedConfig.text(SECOND, "10.77.0.50", Duration.ofSeconds(1)))
                .isEqualTo("""
                global_defs {
                    router_id n2
                    vrrp_version 2
                }
                vrrp_instance bench {
                    state BACKUP
                    nopreempt
                    interface eth0
                    virtual_router_id 51
                    priority 140
                    advert_int 1
                    virtual_ipaddress {
                        10.77.0.50/32 dev eth0
                    }
                }
                """);
    }

    @Test
    void partsOfASecondNeedVersion3() {
        assertThat(KeepalivedConfig.text(SECOND, "10.77.0.50", Duration.ofMillis(100)))
                .contains("vrrp_version 3", "advert_int 0.1\n");
        assertThat(KeepalivedConfig.seconds(Duration.ofMillis(250))).isEqualTo("0.25");
    }

    @Test
    void labelTellsTheInterval() {
        assertThat(Keepalived.DEFAULT.label()).isEqualTo("keepalived 1 s");
        assertThat(Keepalived.QUICK.label()).isEqualTo("keepalived 0.1 s");
    }
}
