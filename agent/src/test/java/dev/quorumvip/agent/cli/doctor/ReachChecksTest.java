package dev.quorumvip.agent.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cli.doctor.Finding.Level;
import dev.quorumvip.agent.cli.doctor.PortCheck.Protocol;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.config.HostPort;
import dev.quorumvip.agent.storage.DataDirectory;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that ask the disk and the network, asked about loopback and a directory of the test. */
class ReachChecksTest {
    private static final RunningAgent NO_AGENT = new RunningAgent(Optional.empty());

    private final Path temp;

    ReachChecksTest(@TempDir Path temp) throws IOException {
        this.temp = temp.toRealPath();
    }

    @Test
    void kernelFenceThatCannotBeArmedIsAWarningWithItsReason() {
        assertThat(new KernelFenceCheck("eth0", iface -> true).run())
                .isEqualTo(Finding.ok("kernel fence", "can be armed on eth0"));
        assertThat(new KernelFenceCheck("eth0", iface -> false).run().level()).isEqualTo(Level.WARN);
        Finding refused = new KernelFenceCheck("eth0", iface -> {
                    throw new IOException("make the nftables table: EPERM 1");
                })
                .run();
        assertThat(refused.level()).isEqualTo(Level.WARN);
        assertThat(refused.detail()).contains("EPERM 1");
        assertThat(refused.mend()).contains("CAP_NET_ADMIN");
    }

    @Test
    void kernelFenceIsTriedOnTheMachineItself() {
        assertThat(KernelFenceCheck.ofThisMachine("nowhere0").run().detail())
                .contains("there is no interface nowhere0");
    }

    @Test
    void dataDirectoryThatWillBeMadeIsWrittenAboveAndLeavesNothing() throws IOException {
        Finding finding = new DataDirectoryCheck(temp.resolve("not/yet"), System::nanoTime).run();

        assertThat(finding.level()).isNotEqualTo(Level.FAIL);
        assertThat(finding.detail()).contains(temp.toString());
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void slowDiskIsAWarning() {
        long[] now = {0};

        Finding finding = new DataDirectoryCheck(temp, () -> now[0] += 51_000_000).run();

        assertThat(finding.level()).isEqualTo(Level.WARN);
    }

    @Test
    void dataDirectoryBelowAFileFails() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "x");

        assertThat(new DataDirectoryCheck(file, System::nanoTime).run())
                .isEqualTo(Finding.fail("data directory", file + " is not a directory", "name another --data-dir"));
    }

    @Test
    void dataDirectoryThatNobodyCanWriteFails() {
        // Not even root can make a file in /proc.
        Finding finding = new DataDirectoryCheck(Path.of("/proc"), System::nanoTime).run();

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.detail()).startsWith("/proc cannot be written");
    }

    @Test
    void freePortsAreFree() throws IOException {
        int tcp;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            tcp = socket.getLocalPort();
        }

        assertThat(port(Protocol.TCP, "127.0.0.1", tcp, NO_AGENT))
                .isEqualTo(Finding.ok("bind-cluster TCP", "127.0.0.1:" + tcp + " is free"));
        assertThat(port(Protocol.UDP, "127.0.0.1", tcp, NO_AGENT).level()).isEqualTo(Level.OK);
    }

    @Test
    void portsOfOthersFail() throws IOException {
        try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DatagramSocket udp = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            Finding finding = port(Protocol.TCP, "127.0.0.1", tcp.getLocalPort(), NO_AGENT);

            assertThat(finding.level()).isEqualTo(Level.FAIL);
            assertThat(finding.mend()).contains("port " + tcp.getLocalPort());
            assertThat(port(Protocol.UDP, "127.0.0.1", udp.getLocalPort(), NO_AGENT)
                            .level())
                    .isEqualTo(Level.FAIL);
        }
    }

    @Test
    void portsOfTheRunningAgentAreRight() throws IOException {
        RunningAgent agent = new RunningAgent(Optional.of(temp));
        try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(port(Protocol.TCP, "127.0.0.1", tcp.getLocalPort(), agent)
                            .level())
                    .isEqualTo(Level.FAIL);

            try (DataDirectory open = DataDirectory.open(temp, new Random(1), InstantSource.system())) {
                assertThat(open.boot()).isEqualTo(1);
                assertThat(port(Protocol.TCP, "127.0.0.1", tcp.getLocalPort(), agent))
                        .isEqualTo(Finding.ok(
                                "bind-cluster TCP",
                                "127.0.0.1:" + tcp.getLocalPort() + " is served by the running agent, process "
                                        + ProcessHandle.current().pid()));
            }
        }
    }

    @Test
    void addressOfAnotherMachineFails() {
        // RFC 5737: nobody has it.
        assertThat(port(Protocol.TCP, "192.0.2.77", 8800, NO_AGENT))
                .isEqualTo(Finding.fail(
                        "bind-cluster TCP",
                        "192.0.2.77 is not an address of this machine",
                        "give one that 'ip address' shows"));
    }

    @Test
    void peerThatListensAnswersAndOneThatDoesNotIsAWarning() throws IOException {
        ClusterAddress peer;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            peer = new ClusterAddress(socket.getInetAddress(), socket.getLocalPort());
            assertThat(peer(peer)).isEqualTo(Finding.ok("peer " + peer, "answers"));
        }

        assertThat(peer(peer).level()).isEqualTo(Level.WARN);
        assertThat(peer(peer).mend()).isEqualTo("start the agent there, if it does not run");
    }

    @Test
    void peerThatIsSilentFails() throws IOException {
        // With its backlog full, Linux drops further connection attempts, as a firewall does.
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var first = new Socket();
                var second = new Socket()) {
            first.connect(silent.getLocalSocketAddress());
            second.connect(silent.getLocalSocketAddress());
            ClusterAddress peer = new ClusterAddress(silent.getInetAddress(), silent.getLocalPort());

            assertThat(new PeerCheck(peer, Duration.ofMillis(50)).run())
                    .isEqualTo(Finding.fail(
                            "peer " + peer,
                            "did not answer within 50 ms",
                            "open TCP and UDP port " + peer.port() + " in the firewalls between"));
        }
    }

    private static Finding port(Protocol protocol, String host, int port, RunningAgent agent) {
        return new PortCheck(protocol, "bind-cluster", new HostPort(host, port), agent).run();
    }

    private static Finding peer(ClusterAddress peer) {
        return new PeerCheck(peer, Duration.ofSeconds(1)).run();
    }
}
