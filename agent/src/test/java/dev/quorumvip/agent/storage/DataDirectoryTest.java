package dev.quorumvip.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quorumvip.agent.storage.StorageException.What;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDirectoryTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final Path temp;
    private final Path path;

    DataDirectoryTest(@TempDir Path temp) throws IOException {
        this.temp = temp.toRealPath();
        this.path = this.temp.resolve("var/agent");
    }

    @Test
    void makesANewDirectoryForItsOwnerOnly() throws IOException {
        try (DataDirectory directory = open()) {
            assertThat(directory.path()).isEqualTo(path);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rwx------");
            assertThat(directory.identity().nodeId()).isBetween(1L, (1L << 53) - 1);
            assertThat(directory.identity().createdAt()).isEqualTo(NOW);
            assertThat(directory.boot()).isEqualTo(1);
            assertThat(directory.membership().value()).isEmpty();
            assertThat(directory.sessionSequence().last()).isZero();
            assertThat(directory.voterPromises().value()).contains(VoterPromises.NONE);
            assertThat(directory.foundingPromise().value()).contains(FoundingPromise.NONE);
            assertThat(directory.bound().value()).contains(BoundRecord.NONE);
            assertThat(directory.raftDirectory())
                    .isEqualTo(path.resolve("raft"))
                    .doesNotExist();
            assertThat(directory.hasRaftState()).isFalse();
        }
    }

    @Test
    void remembersEverythingAndCountsBoots() {
        Membership membership = new Membership(new UUID(1, 2), List.of("192.0.2.1:8800"), 1, false);
        VoterPromises promises = new VoterPromises(Map.of(5L, 6L), 1, 2);
        FoundingPromise founding = new FoundingPromise("value");
        BoundRecord bound =
                BoundRecord.NONE.with(new BoundRecord.Entry("eth0", InetAddress.ofLiteral("192.0.2.9"), 32));
        long nodeId;
        try (DataDirectory directory = open()) {
            nodeId = directory.identity().nodeId();
            directory.membership().write(membership);
            directory.voterPromises().write(promises);
            directory.foundingPromise().write(founding);
            directory.bound().write(bound);
            assertThat(directory.sessionSequence().next()).isEqualTo(1);
            assertThat(directory.sessionSequence().next()).isEqualTo(2);
        }

        try (DataDirectory directory = DataDirectory.open(path, new Random(), () -> NOW.plusSeconds(9))) {
            assertThat(directory.identity()).isEqualTo(new NodeIdentity(nodeId, NOW));
            assertThat(directory.boot()).isEqualTo(2);
            assertThat(directory.membership().value()).contains(membership);
            assertThat(directory.voterPromises().value()).contains(promises);
            assertThat(directory.foundingPromise().value()).contains(founding);
            assertThat(directory.bound().value()).contains(bound);
            assertThat(directory.sessionSequence().next()).isEqualTo(3);
        }
    }

    @Test
    void wipedDirectoryIsAnotherNode() throws IOException {
        long before;
        try (DataDirectory directory = open()) {
            before = directory.identity().nodeId();
        }
        try (var files = Files.list(path)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }

        try (DataDirectory directory = DataDirectory.open(path, new Random(2), InstantSource.system())) {
            assertThat(directory.identity().nodeId()).isNotEqualTo(before);
            assertThat(directory.boot()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "session-sequence", "voter-promises", "founding-promise", "bound"})
    void refusesDirectoryWithADeletedRecord(String name) throws IOException {
        open().close();
        Files.delete(path.resolve(name));

        StorageException e = refused();

        assertThat(e.what()).isEqualTo(What.CORRUPT);
        assertThat(e.path()).isEqualTo(path.resolve(name));
        assertThat(e).hasMessageContaining("is corrupt, it is missing while others of this node are there");
        assertThat(path.resolve(name)).doesNotExist();
    }

    @Test
    void refusesUsedDirectoryWithADeletedBootCounter() throws IOException {
        try (DataDirectory directory = open()) {
            directory.sessionSequence().next();
        }
        Files.delete(path.resolve("boot-counter"));

        assertThat(refused().path()).isEqualTo(path.resolve("boot-counter"));
    }

    @Test
    void refusesRaftStateWithoutIdentity() throws IOException {
        Files.createDirectories(path.resolve("raft/group"));

        StorageException e = refused();

        assertThat(e.what()).isEqualTo(What.CORRUPT);
        assertThat(e.path()).isEqualTo(path.resolve("identity"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "identity",
                "boot-counter",
                "membership",
                "session-sequence",
                "voter-promises",
                "founding-promise",
                "bound"
            })
    void refusesEveryCorruptRecordAndChangesNothing(String name) throws IOException {
        try (DataDirectory directory = open()) {
            directory.membership().write(new Membership(new UUID(1, 2), List.of(), 1, false));
        }
        byte[] bytes = Files.readAllBytes(path.resolve(name));
        bytes[bytes.length / 2] ^= 1;
        Files.write(path.resolve(name), bytes);
        byte[] boots = Files.readAllBytes(path.resolve("boot-counter"));

        StorageException e = refused();

        assertThat(e.what()).isEqualTo(What.CORRUPT);
        assertThat(e.path()).isEqualTo(path.resolve(name));
        assertThat(Files.readAllBytes(path.resolve("boot-counter"))).isEqualTo(boots);
        assertThat(Files.readAllBytes(path.resolve(name))).isEqualTo(bytes);
    }

    @Test
    void finishesAFirstStartThatCrashedAtAnyPoint() throws IOException {
        NodeIdentity identity;
        try (DataDirectory directory = open()) {
            identity = directory.identity();
        }
        // The reverse of the order of writing: each round is a crash one write earlier.
        for (String name : List.of("boot-counter", "bound", "founding-promise", "voter-promises", "session-sequence")) {
            Files.delete(path.resolve("boot-counter"));
            Files.deleteIfExists(path.resolve(name));
            Files.writeString(path.resolve(name + ".tmp"), "quorum");

            try (DataDirectory directory = open()) {
                assertThat(directory.identity()).isEqualTo(identity);
                assertThat(directory.boot()).isEqualTo(1);
                assertThat(path.resolve(name + ".tmp")).doesNotExist();
            }
        }
    }

    @Test
    void secondHolderInTheSameProcessIsRefusedAndTheFirstKeepsItsLock() throws Exception {
        try (DataDirectory directory = open()) {
            DataDirectoryLockedException e = catchThrowableOfType(DataDirectoryLockedException.class, this::open);

            assertThat(e.holder()).hasValue(ProcessHandle.current().pid());
            assertThat(DataDirectory.holder(path))
                    .hasValue(ProcessHandle.current().pid());
            assertThat(directory.path()).isEqualTo(path);
            assertThatIOException().isThrownBy(() -> LockHolder.start(path));
        }
        open().close();
    }

    @Test
    void secondHolderInAnotherProcessIsNamed() throws Exception {
        try (LockHolder other = LockHolder.start(path)) {
            DataDirectoryLockedException e = catchThrowableOfType(DataDirectoryLockedException.class, this::open);

            assertThat(e.what()).isEqualTo(What.LOCKED);
            assertThat(e.holder()).hasValue(other.pid());
            assertThat(e)
                    .hasMessage(path + ": is locked by another agent, process " + other.pid()
                            + ": stop that one, or give this one a data directory of its own");
            assertThat(DataDirectory.holder(path)).hasValue(other.pid());
        }
        assertThat(DataDirectory.holder(path)).isEmpty();
        try (DataDirectory directory = open()) {
            assertThat(directory.boot()).isEqualTo(2);
        }
    }

    @Test
    void refusedOpenDropsTheLock() throws IOException {
        open().close();
        byte[] bound = Files.readAllBytes(path.resolve("bound"));
        Files.writeString(path.resolve("bound"), "x");
        assertThat(refused().what()).isEqualTo(What.CORRUPT);
        Files.write(path.resolve("bound"), bound);

        open().close();
    }

    @Test
    void refusesPathThatIsAFile() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "x");

        assertThat(refused(file).what()).isEqualTo(What.NOT_A_DIRECTORY);
        assertThat(refused(file.resolve("below")).what()).isEqualTo(What.NOT_A_DIRECTORY);
    }

    @Test
    void refusesReadOnlyFileSystemOldOrNew() throws Exception {
        Path mounted = temp.resolve("tiny");
        try (TinyFileSystem tiny = TinyFileSystem.mount(mounted)) {
            open(mounted.resolve("old")).close();
            tiny.makeReadOnly();

            assertThat(refused(mounted.resolve("old")).what()).isEqualTo(What.READ_ONLY);
            assertThat(refused(mounted.resolve("new")).what()).isEqualTo(What.READ_ONLY);
        }
    }

    @Test
    void fullFileSystemLosesNothing() throws Exception {
        Path mounted = temp.resolve("tiny");
        try (TinyFileSystem tiny = TinyFileSystem.mount(mounted)) {
            long nodeId;
            try (DataDirectory directory = open(mounted.resolve("old"))) {
                nodeId = directory.identity().nodeId();
            }
            tiny.fill();

            assertThat(refused(mounted.resolve("old")).what()).isEqualTo(What.FULL);

            tiny.makeRoom();
            try (DataDirectory directory = open(mounted.resolve("old"))) {
                assertThat(directory.identity().nodeId()).isEqualTo(nodeId);
                assertThat(directory.boot()).isEqualTo(2);
            }
        }
    }

    private DataDirectory open() {
        return open(path);
    }

    private static DataDirectory open(Path path) {
        return DataDirectory.open(path, new Random(1), InstantSource.fixed(NOW));
    }

    private StorageException refused() {
        return refused(path);
    }

    private static StorageException refused(Path path) {
        return catchThrowableOfType(StorageException.class, () -> open(path));
    }
}
