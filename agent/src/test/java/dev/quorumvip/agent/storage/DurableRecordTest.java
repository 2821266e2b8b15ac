package dev.quorumvip.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.storage.StorageException.What;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurableRecordTest {
    static final List<Record> RECORDS = List.of(
            new NodeIdentity(NodeId.MAX_VALUE, Instant.parse("2026-01-02T03:04:05.678Z")),
            new Count(Long.MAX_VALUE),
            new Membership(UUID.fromString("0f0e0d0c-0b0a-4908-8706-050403020100"), List.of("192.0.2.1:8800"), 3, true),
            new VoterPromises(Map.of(7L, 8L, NodeId.MAX_VALUE, 9L), 4, 500_000_000),
            FoundingPromise.NONE,
            new FoundingPromise("ä \"quoted\"\n"),
            new BoundRecord(Set.of(
                    new BoundRecord.Entry("eth0", InetAddress.ofLiteral("192.0.2.9"), 32),
                    new BoundRecord.Entry("eth1", InetAddress.ofLiteral("2001:db8::9"), 128))));

    private final Path directory;

    DurableRecordTest(@TempDir Path temp) {
        directory = temp;
    }

    @ParameterizedTest
    @FieldSource("RECORDS")
    void keepsEveryKindOfRecord(Record value) {
        keeps(value);
    }

    @SuppressWarnings("unchecked")
    private <T extends Record> void keeps(T value) {
        Class<T> type = (Class<T>) value.getClass();
        DurableRecord.open(directory, "thing", 1, type).write(value);

        assertThat(DurableRecord.open(directory, "thing", 1, type).value()).contains(value);
    }

    @Test
    void hasNoValueUntilOneIsWritten() {
        DurableRecord<Count> record = open();

        assertThat(record.value()).isEmpty();
        record.write(new Count(1));
        assertThat(record.value()).contains(new Count(1));
        record.write(new Count(2));
        assertThat(open().value()).contains(new Count(2));
    }

    @Test
    void writesAFileThatOnlyItsOwnerReads() throws IOException {
        open().write(new Count(1));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("count"))))
                .isEqualTo("rw-------");
        assertThat(directory).isDirectoryContaining(path -> path.endsWith("count"));
        assertThat(directory.toFile().list()).hasSize(1);
    }

    @Test
    void ignoresAndRemovesWhatACrashBeforeTheRenameLeft() throws IOException {
        open().write(new Count(1));
        Files.write(directory.resolve("count.tmp"), RecordFormat.encode("count", 1, "{\"count\":2}\n"));

        assertThat(open().value()).contains(new Count(1));
        assertThat(directory.resolve("count.tmp")).doesNotExist();
    }

    @Test
    void leftoverAloneIsNoRecord() throws IOException {
        Files.write(directory.resolve("count.tmp"), RecordFormat.encode("count", 1, "{\"count\":2}\n"));

        assertThat(open().value()).isEmpty();
    }

    @Test
    void refusesTruncatedFileAndLeavesItAlone() throws IOException {
        open().write(new Count(1));
        byte[] whole = Files.readAllBytes(directory.resolve("count"));
        for (int length = 0; length < whole.length; length++) {
            byte[] torn = Arrays.copyOf(whole, length);
            Files.write(directory.resolve("count"), torn);

            StorageException e = refused();

            assertThat(e.what()).isEqualTo(What.CORRUPT);
            assertThat(Files.readAllBytes(directory.resolve("count"))).isEqualTo(torn);
        }
    }

    @Test
    void namesTheFileAndTheMend() throws IOException {
        Files.writeString(directory.resolve("count"), "quorumvip");

        StorageException e = refused();

        assertThat(e.path()).isEqualTo(directory.resolve("count"));
        assertThat(e)
                .hasMessage(directory.resolve("count")
                        + ": is corrupt, the file ends within its first line. Do not delete or"
                        + " restore only this file: a node that forgets what it promised can put an address on two machines."
                        + " Remove this node from the cluster (quorumvip members remove), then start it with an empty data"
                        + " directory, so that it comes back as a new member");
    }

    @Test
    void refusesFileOfALaterRelease() throws IOException {
        Files.write(directory.resolve("count"), RecordFormat.encode("count", 2, "{\"more\":2}\n"));

        StorageException e = refused();

        assertThat(e.what()).isEqualTo(What.TOO_NEW);
        assertThat(e).hasMessageContaining("has version 2, but this release knows versions up to 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"count\":null}", "{\"count\":-1}", "{\"count\":1,\"x\":2}", "{\"count\":1}{}", "["})
    void refusesBodyOfAnotherShape(String body) throws IOException {
        Files.write(directory.resolve("count"), RecordFormat.encode("count", 1, body));

        assertThat(refused().what()).isEqualTo(What.CORRUPT);
    }

    @Test
    void fullDiskLeavesTheOldValueAndAllowsALaterWrite() throws Exception {
        Path mounted = directory.resolve("tiny");
        try (TinyFileSystem tiny = TinyFileSystem.mount(mounted)) {
            DurableRecord<Count> record = DurableRecord.open(mounted, "count", 1, Count.class);
            record.write(new Count(1));
            tiny.fill();

            StorageException e = catchThrowableOfType(StorageException.class, () -> record.write(new Count(2)));

            assertThat(e.what()).isEqualTo(What.FULL);
            assertThat(e)
                    .hasMessageContaining(mounted.resolve("count") + ": cannot be written, the file system is full");
            assertThat(record.value()).contains(new Count(1));
            assertThat(DurableRecord.open(mounted, "count", 1, Count.class).value())
                    .contains(new Count(1));

            tiny.makeRoom();
            record.write(new Count(3));
            assertThat(DurableRecord.open(mounted, "count", 1, Count.class).value())
                    .contains(new Count(3));
        }
    }

    @Test
    void readOnlyDiskIsNamedAsSuch() throws Exception {
        Path mounted = directory.resolve("tiny");
        try (TinyFileSystem tiny = TinyFileSystem.mount(mounted)) {
            DurableRecord<Count> record = DurableRecord.open(mounted, "count", 1, Count.class);
            record.write(new Count(1));
            tiny.makeReadOnly();

            StorageException e = catchThrowableOfType(StorageException.class, () -> record.write(new Count(2)));

            assertThat(e.what()).isEqualTo(What.READ_ONLY);
            assertThat(record.value()).contains(new Count(1));
        }
    }

    @Test
    void unwritableForOtherReasonsIsAnIoFault() throws IOException {
        Files.createDirectories(directory.resolve("count/below"));

        assertThat(refused().what()).isEqualTo(What.IO);
    }

    @Test
    void losesNoWriteOfSeveralThreads() throws InterruptedException {
        open().write(new Count(0));
        SessionSequence shared = new SessionSequence(open());
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 25; n++) {
                    shared.next();
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(new SessionSequence(open()).last()).isEqualTo(100);
    }

    private DurableRecord<Count> open() {
        return DurableRecord.open(directory, "count", 1, Count.class);
    }

    private StorageException refused() {
        return catchThrowableOfType(StorageException.class, this::open);
    }
}
