package dev.quorumvip.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.quorumvip.agent.netns.VethPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NetworkNamespaceTest {
    private static final int ENOENT = 2;
    private static final Path CURRENT = Path.of("/proc/thread-self/ns/net");

    @Test
    void runsThereAndLeavesTheCallerHere() throws Exception {
        try (VethPair net = VethPair.create()) {
            Path here = Files.readSymbolicLink(CURRENT);
            Path near = net.inNear(() -> Files.readSymbolicLink(CURRENT));
            Path far = net.inFar(() -> Files.readSymbolicLink(CURRENT));
            assertThat(near).isNotEqualTo(here).isNotEqualTo(far);
            assertThat(Files.readSymbolicLink(CURRENT)).isEqualTo(here);
        }
    }

    @Test
    void throwsWhatTheCallThrew() throws Exception {
        try (VethPair net = VethPair.create()) {
            IOException thrown = new IOException("from within");
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> net.inNear(() -> {
                        throw thrown;
                    }))
                    .isSameAs(thrown);
        }
    }

    @Test
    void saysThatThereIsNoSuchNamespace() {
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> NetworkNamespace.call("qv-no-such-namespace", () -> 1))
                .withMessageContaining("qv-no-such-namespace")
                .satisfies(e -> assertThat(e.errno()).isEqualTo(ENOENT));
    }
}
