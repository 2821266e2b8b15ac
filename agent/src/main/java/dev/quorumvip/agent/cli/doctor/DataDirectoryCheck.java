package dev.quorumvip.agent.cli.doctor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Whether the data directory, or the directory it will be made in, can be written, and how long it takes until a write
 * is on the disk: every failover waits for that.
 *
 * @param dataDir the data directory, which need not exist
 * @param nanos a clock to time it
 */
record DataDirectoryCheck(Path dataDir, LongSupplier nanos) implements Check {
    private static final String WHAT = "data directory";
    private static final int WRITES = 5;
    private static final int RECORD_BYTES = 512;
    private static final long SLOW_MILLIS = 50;

    /** File systems that a reboot empties. */
    private static final Set<String> FORGETFUL = Set.of("tmpfs", "ramfs");

    @Override
    public Finding run() {
        Path directory = dataDir.toAbsolutePath();
        while (!Files.exists(directory) && directory.getParent() != null) {
            directory = directory.getParent();
        }
        if (!Files.isDirectory(directory)) {
            return Finding.fail(WHAT, directory + " is not a directory", "name another --data-dir");
        }
        try {
            long worstMillis = worstSyncMillis(directory);
            if (FORGETFUL.contains(Files.getFileStore(directory).type())) {
                return Finding.warn(
                        WHAT,
                        directory + " is in memory: after a reboot this node is another one",
                        "name a --data-dir on a disk");
            }
            if (worstMillis > SLOW_MILLIS) {
                return Finding.warn(
                        WHAT,
                        directory + " takes " + worstMillis + " ms to sync a write, which failovers wait for",
                        "name a --data-dir on a faster disk");
            }
            return Finding.ok(WHAT, directory + " is writable, syncs a write in " + worstMillis + " ms at worst");
        } catch (IOException e) {
            return Finding.fail(
                    WHAT,
                    directory + " cannot be written: "
                            + (e instanceof AccessDeniedException ? "permission denied" : e.getMessage()),
                    "make it writable for user " + System.getProperty("user.name") + ", and make room if it is full");
        }
    }

    private long worstSyncMillis(Path directory) throws IOException {
        Path probe = Files.createTempFile(directory, ".quorumvip-doctor", ".tmp");
        try (FileChannel channel = FileChannel.open(probe, StandardOpenOption.WRITE)) {
            long worst = 0;
            for (int i = 0; i < WRITES; i++) {
                long before = nanos.getAsLong();
                channel.write(ByteBuffer.allocate(RECORD_BYTES));
                channel.force(true);
                worst = Math.max(worst, nanos.getAsLong() - before);
            }
            return worst / 1_000_000;
        } finally {
            Files.delete(probe);
        }
    }
}
