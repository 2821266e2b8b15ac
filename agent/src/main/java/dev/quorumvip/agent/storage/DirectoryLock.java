package dev.quorumvip.agent.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lock that keeps a second agent out of a data directory. The kernel drops it when the process ends, however it
 * ends; the process id in the file is for messages only.
 */
final class DirectoryLock implements AutoCloseable {
    static final String FILE_NAME = "lock";

    /**
     * Directories locked by this process. Record locks belong to the process, and closing any channel to the file drops
     * them (fcntl(2), "Record locks"): so a second attempt from within must not even open the file.
     */
    private static final Set<Path> LOCKED_HERE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param directory an existing directory, without symbolic links
     * @throws DataDirectoryLockedException if it is taken
     * @throws StorageException if the lock file cannot be written
     */
    static DirectoryLock take(Path directory) {
        if (!LOCKED_HERE.add(directory)) {
            throw new DataDirectoryLockedException(
                    directory, OptionalLong.of(ProcessHandle.current().pid()));
        }
        Path file = directory.resolve(FILE_NAME);
        try {
            return new DirectoryLock(directory, lock(directory, file));
        } catch (IOException e) {
            LOCKED_HERE.remove(directory);
            throw StorageFailure.of(file, e);
        } catch (StorageException e) {
            LOCKED_HERE.remove(directory);
            throw e;
        }
    }

    /** The process that holds the lock of that directory, if one does and left its id; looks without disturbing it. */
    static OptionalLong holder(Path directory) throws IOException {
        if (LOCKED_HERE.contains(directory)) {
            return OptionalLong.of(ProcessHandle.current().pid());
        }
        Path file = directory.resolve(FILE_NAME);
        if (!Files.exists(file)) {
            return OptionalLong.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true);
            return shared == null ? readPid(channel) : OptionalLong.empty();
        }
    }

    /** Drops the lock. The file stays: removing it would let two agents lock two files of that name. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw StorageFailure.of(directory.resolve(FILE_NAME), e);
        } finally {
            LOCKED_HERE.remove(directory);
        }
    }

    private static FileChannel lock(Path directory, Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new DataDirectoryLockedException(directory, readPid(channel));
            }
            channel.truncate(0);
            String pid = ProcessHandle.current().pid() + "\n";
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static OptionalLong readPid(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(32);
        channel.read(buffer, 0);
        String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip();
        return text.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
