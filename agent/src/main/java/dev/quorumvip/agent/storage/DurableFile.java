package dev.quorumvip.agent.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** One file that is only ever replaced as a whole: after a crash it is the old one or the new one. */
final class DurableFile {
    /** What the name of a file being written ends in. A crash may leave one; it never counts. */
    static final String TEMPORARY_SUFFIX = ".tmp";

    private final Path directory;
    private final Path path;
    private final Path temporary;

    DurableFile(Path directory, String name) {
        this.directory = directory;
        this.path = directory.resolve(name);
        this.temporary = directory.resolve(name + TEMPORARY_SUFFIX);
    }

    Path path() {
        return path;
    }

    /**
     * The content; empty if the file does not exist.
     *
     * @throws StorageException if it cannot be read
     */
    Optional<byte[]> read() {
        try {
            return Optional.of(Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StorageFailure.of(path, e);
        }
    }

    /**
     * Replaces the content. When this returns, the new content and its name are on the disk. When it throws, the disk
     * has the old or the new content, whole.
     *
     * @throws StorageException if it cannot be written
     */
    void write(byte[] content) {
        try {
            writeTemporary(content);
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
            syncDirectory(directory);
        } catch (IOException e) {
            throw StorageFailure.of(path, e);
        }
    }

    /**
     * Removes the file, durably.
     *
     * @throws StorageException if that fails
     */
    void remove() {
        try {
            Files.deleteIfExists(path);
            syncDirectory(directory);
        } catch (IOException e) {
            throw StorageFailure.of(path, e);
        }
    }

    /**
     * Removes what a crash in the midst of {@link #write} left.
     *
     * @throws StorageException if that fails
     */
    void removeLeftover() {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw StorageFailure.of(temporary, e);
        }
    }

    private void writeTemporary(byte[] content) throws IOException {
        // A new file each time: after a failed fsync, Linux may drop an old one's pages and report the next one as
        // done.
        Files.deleteIfExists(temporary);
        try (FileChannel channel = FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /** Makes the names in a directory durable: fsync(2) on a file does not do that. */
    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
