package dev.quorumvip.agent.consensus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;

/**
 * The directory of this node's Raft logs: for each incarnation a directory that Ratis keeps, and beside it a marker
 * that is made when that incarnation has started for the first time.
 *
 * <pre>
 * 3/&lt;cluster id&gt;/current   the log of incarnation 3
 * 3.started                 it has been there: it must be there again
 * </pre>
 *
 * <p>Ratis makes an empty log where it finds none. A peer that forgot what it voted for and acknowledged could undo
 * what was committed, so with a marker and without a log nothing starts.
 */
final class RaftDirectory {
    private static final String MARKER = ".started";

    /** A little more than the smallest thing that Ratis writes first. */
    private static final int WRITE_TEST_BYTES = 32 * 1024;

    private final Path directory;
    private final UUID clusterId;
    private final long incarnation;

    RaftDirectory(RatisConfig config) {
        this.directory = config.directory();
        this.clusterId = config.clusterId();
        this.incarnation = config.incarnation();
    }

    /** What Ratis is given. */
    Path storage() {
        return directory.resolve(Long.toString(incarnation));
    }

    private Path current() {
        return storage().resolve(clusterId.toString()).resolve("current");
    }

    private Path marker() {
        return directory.resolve(incarnation + MARKER);
    }

    boolean hasStartedBefore() {
        return Files.exists(marker());
    }

    /**
     * Makes the directory if needed, and refuses what would lose data.
     *
     * @throws ConsensusFailure if it cannot be written, or is not what it was
     */
    void prepare() throws ConsensusFailure {
        try {
            Files.createDirectories(storage());
            write(directory.resolve("write-test"), "x".repeat(WRITE_TEST_BYTES));
            Files.delete(directory.resolve("write-test"));
            long newest = incarnations().stream().reduce(0L, Math::max);
            if (newest > incarnation) {
                throw new ConsensusFailure(directory + " already has Raft incarnation " + newest + ", so " + incarnation
                        + " must not be used again: " + WIPE);
            }
            if (hasStartedBefore()) {
                requireLog();
            }
        } catch (IOException e) {
            throw new ConsensusFailure(
                    "cannot use the Raft directory " + directory + ": " + e + ": it must be writable, with free space",
                    e);
        }
    }

    private void requireLog() throws IOException, ConsensusFailure {
        String owner = Files.readString(marker());
        if (!owner.equals(clusterId.toString())) {
            throw new ConsensusFailure(directory + " belongs to cluster " + owner + ", not to " + clusterId);
        }
        if (!Files.exists(current().resolve("raft-meta"))) {
            throw new ConsensusFailure("the Raft log is gone from " + current() + ": " + WIPE);
        }
        // The configuration is written when it has been applied, so some log or snapshot must have it.
        boolean entriesGone = configurationIndex().isPresent() && !holdsFile(current(), "log_") && !holdsSnapshot();
        if (entriesGone) {
            throw new ConsensusFailure("the entries of the Raft log are gone from " + current() + ": " + WIPE);
        }
    }

    /** Ratis reads a damaged configuration as none, and a peer without one follows whoever comes. */
    private Optional<Long> configurationIndex() throws IOException, ConsensusFailure {
        Path file = current().resolve("raft-meta.conf");
        if (!Files.exists(file)) {
            if (holdsSnapshot()) {
                throw new ConsensusFailure("the Raft configuration is gone from " + current() + ": " + WIPE);
            }
            return Optional.empty();
        }
        try {
            LogEntryProto entry = LogEntryProto.parseFrom(Files.readAllBytes(file));
            if (entry.hasConfigurationEntry()) {
                return Optional.of(entry.getIndex());
            }
        } catch (org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException e) {
            throw new ConsensusFailure("the Raft configuration " + file + " is damaged: " + WIPE, e);
        }
        throw new ConsensusFailure("the Raft configuration " + file + " is damaged: " + WIPE);
    }

    private boolean holdsSnapshot() throws IOException {
        Path snapshots = current().resolveSibling("sm");
        return Files.isDirectory(snapshots) && holdsFile(snapshots, "snapshot.");
    }

    private static boolean holdsFile(Path directory, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(f -> String.valueOf(f.getFileName()).startsWith(prefix));
        }
    }

    /** After the first successful start: from now on the log must be there. Durable on return. */
    void markStarted() throws IOException {
        if (!hasStartedBefore()) {
            write(marker(), clusterId.toString());
            sync(directory);
        }
    }

    /** Removes what older incarnations left; they are never used again. */
    void removeOlder() throws IOException {
        for (long older : incarnations()) {
            if (older < incarnation) {
                Path log = directory.resolve(Long.toString(older));
                if (Files.exists(log)) {
                    try (Stream<Path> tree = Files.walk(log)) {
                        for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
                            Files.delete(file);
                        }
                    }
                }
                Files.deleteIfExists(directory.resolve(older + MARKER));
            }
        }
    }

    private List<Long> incarnations() throws IOException {
        List<Long> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                String number = name.endsWith(MARKER) ? name.substring(0, name.length() - MARKER.length()) : name;
                if (number.matches("[1-9][0-9]{0,17}")) {
                    found.add(Long.parseLong(number));
                }
            }
        }
        return found;
    }

    private static void write(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Makes the names in a directory durable. */
    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static final String WIPE =
            "wipe the whole data directory of this agent, the node then joins as a new member";
}
