package dev.quorumvip.e2e.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The image that bin/image builds, from the jars that are there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageIT {
    private static final Duration START = Duration.ofSeconds(60);

    /** What an image may take on a node's disk; see ADR 20. */
    private static final long MOST_BYTES = 130L * 1024 * 1024;

    private static final String NAMESPACE = "qvimage";

    private final Path directory;
    private final String digest;
    private final UnpackedImage image;

    ImageIT(@TempDir Path directory) throws IOException {
        new NetworkNamespace(NAMESPACE).delete();
        this.directory = directory;
        digest = ImageBuild.to(directory.resolve("image.tar"));
        image = UnpackedImage.of(directory.resolve("image.tar"), directory);
    }

    @AfterAll
    void removeNamespace() {
        new NetworkNamespace(NAMESPACE).delete();
    }

    @Test
    void sameInputGivesTheSameImage() {
        assertThat(ImageBuild.to(directory.resolve("again.tar"))).isEqualTo(digest);
    }

    @Test
    void isNoLargerThanItMayBe() throws IOException {
        long bytes = 0;
        for (Path file : image.files()) {
            bytes += Files.size(image.root().resolve(file));
        }
        assertThat(bytes).isLessThan(MOST_BYTES);
    }

    @Test
    void runsAsAUserThatIsNotRoot() {
        assertThat(image.config().get("config").get("User").asText()).isEqualTo("65532:65532");
    }

    @Test
    void hasNoShellAndNoProgramThatMakesAnybodyRoot() throws IOException {
        assertThat(image.files().stream().map(file -> file.getFileName().toString()))
                .doesNotContain("sh", "bash", "dash", "busybox", "apt", "dpkg", "su", "mount");
        assertThat(Command.run("find", image.root().toString(), "-perm", "/6000", "-type", "f"))
                .isEmpty();
    }

    @Test
    void oneProgramGivesTheNetworksCapabilitiesAndNoOther() {
        assertThat(Command.run(
                                "getfattr",
                                "--absolute-names",
                                "-R",
                                "-P",
                                "-e",
                                "hex",
                                "-m",
                                "security",
                                "-d",
                                image.root().toString())
                        .lines()
                        .filter(line -> !line.isBlank())
                        .map(line -> line.replaceFirst("# file: .*/root/", "")))
                // struct vfs_cap_data, revision 2: permitted are 12 and 13, CAP_NET_ADMIN and CAP_NET_RAW.
                .containsExactly(
                        "opt/quorumvip/bin/setpriv", "security.capability=0x0000000200300000000000000000000000000000");
    }

    @Test
    void othersMayReadAllAndWriteNothing() throws IOException {
        for (Path file : image.files()) {
            assertThat(Files.getPosixFilePermissions(image.root().resolve(file)))
                    .as(file.toString())
                    .contains(PosixFilePermission.OTHERS_READ)
                    .doesNotContain(PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);
        }
    }

    @Test
    void tellsItsPartsToScanners() throws IOException {
        assertThat(Files.readString(image.root().resolve("opt/quorumvip/sbom.cdx.json")))
                .contains("pkg:maven/org.apache.ratis/ratis-server@", "pkg:deb/debian/libpcap0.8t64@", "openjdk-25");
        assertThat(image.root().resolve("var/lib/dpkg/status.d/libc6")).exists();
    }

    @Test
    void tellsItsVersion() throws IOException {
        Command.Outcome outcome = Command.attempt(
                image.command(UnpackedImage.AGENT_RIGHTS, dataDirectory("version"), "--version"), START);
        assertThat(outcome.output()).startsWith("quorumvip ").doesNotContain("WARN", "warning");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void withoutTheCapabilitiesItSaysWhatIsMissing() throws IOException {
        Command.Outcome outcome = Command.attempt(image.command("-all", dataDirectory("none"), "--version"), START);
        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.output()).contains("setpriv", "cap");
    }

    @Test
    void agentServesAnAddressWithTheRightsOfAContainer() throws IOException {
        NetworkNamespace namespace = NetworkNamespace.create(NAMESPACE);
        namespace.ip("link", "add", "eth0", "type", "veth", "peer", "name", "wire");
        namespace.ip("addr", "add", "192.0.2.11/24", "dev", "eth0");
        namespace.ip("link", "set", "eth0", "up");
        namespace.ip("link", "set", "wire", "up");
        Process agent = namespace.start(
                image.command(
                        UnpackedImage.AGENT_RIGHTS,
                        dataDirectory("agent"),
                        "start",
                        "--node-name",
                        "a",
                        "--iface",
                        "eth0",
                        "--bind-cluster",
                        "192.0.2.11:8800",
                        "--bind-http",
                        "127.0.0.1:9900"),
                directory.resolve("agent.log"));
        try {
            await().atMost(START).until(() -> http(namespace, "/readyz").succeeded());
            assertThat(capabilities(agent.pid())).containsOnly("0000000000003000");
            assertThat(http(namespace, "/v1/vips/web", "-X", "PUT", "-d", "{\"address\":\"192.0.2.5/24\"}")
                            .succeeded())
                    .isTrue();
            await().atMost(START)
                    .until(() -> namespace.ip("addr", "show", "dev", "eth0").contains("192.0.2.5/32"));
        } finally {
            agent.destroy();
            Command.awaitEnd(agent, START);
        }
        assertThat(namespace.ip("addr", "show", "dev", "eth0")).doesNotContain("192.0.2.5/32");
    }

    private static Command.Outcome http(NetworkNamespace namespace, String path, String... options) {
        List<String> command = new ArrayList<>(List.of("curl", "-sf", "-m", "5"));
        command.addAll(List.of(options));
        command.add("http://127.0.0.1:9900" + path);
        return namespace.attempt(command, START);
    }

    /** Inheritable, permitted, effective, bounding and ambient ones, as {@code /proc/PID/status} shows them. */
    private static List<String> capabilities(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("Cap"))
                .map(line -> line.substring(line.indexOf('\t') + 1))
                .toList();
    }

    /** Of the image's user, as the node's own is. */
    private Path dataDirectory(String name) throws IOException {
        Path data = Files.createDirectories(directory.resolve("data-" + name));
        Command.run("chown", "65532:65532", data.toString());
        return data;
    }
}
