package dev.quorumvip.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.netns.VethPair;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProcRouterRoleTest {
    private static final Path FORWARDING = Path.of("/proc/sys/net/ipv6/conf/eth0/forwarding");

    private final ProcRouterRole role = new ProcRouterRole();
    private VethPair net;

    @BeforeEach
    void makeNetwork() {
        net = VethPair.create();
    }

    @AfterEach
    void removeNetwork() {
        if (net != null) {
            net.close();
        }
    }

    @Test
    void isTheKernelsSwitchOfThatInterfaceInThisNamespace() throws Exception {
        assertThat(net.inNear(() -> role.forwards("eth0"))).isFalse();
        assertThat(net.inNear(() -> Files.writeString(FORWARDING, "1\n"))).isEqualTo(FORWARDING);
        assertThat(net.inNear(() -> role.forwards("eth0"))).isTrue();
        assertThat(net.inFar(() -> role.forwards("eth0"))).isFalse();
    }

    @Test
    void takesAMachineForAHostWhoseKernelDoesNotTell() throws Exception {
        assertThat(net.inNear(() -> role.forwards("eth7"))).isFalse();
    }
}
