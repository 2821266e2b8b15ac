package dev.quorumvip.agent.storage;

import dev.quorumvip.agent.storage.StorageException.What;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Tells from an {@link IOException} what is wrong with the disk. */
final class StorageFailure {
    private StorageFailure() {}

    /** The exception to throw for a failed operation on {@code path}. */
    static StorageException of(Path path, IOException cause) {
        return switch (classify(path, cause)) {
            case READ_ONLY ->
                new StorageException(path, What.READ_ONLY, "is on a read-only file system: mount it writable", cause);
            case FULL ->
                new StorageException(
                        path,
                        What.FULL,
                        "cannot be written, the file system is full: make room, then start again",
                        cause);
            case NO_PERMISSION ->
                new StorageException(
                        path,
                        What.NO_PERMISSION,
                        "may not be used by user " + System.getProperty("user.name")
                                + ": make that user the owner of the data directory and all in it",
                        cause);
            case NOT_A_DIRECTORY ->
                new StorageException(
                        path, What.NOT_A_DIRECTORY, "cannot be a directory, something else is in the way", cause);
            default -> new StorageException(path, What.IO, "failed: " + cause, cause);
        };
    }

    /**
     * Java gives the C library's text for an error number, which depends on the language of the machine; hence the
     * file system is asked too.
     */
    private static What classify(Path path, IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return What.NO_PERMISSION;
        }
        if (cause instanceof NotDirectoryException) {
            return What.NOT_A_DIRECTORY;
        }
        String text = String.valueOf(cause.getMessage());
        if (text.contains("Read-only file system")) {
            return What.READ_ONLY;
        }
        if (text.contains("No space left on device") || text.contains("Disk quota exceeded")) {
            return What.FULL;
        }
        if (text.contains("Not a directory")) {
            return What.NOT_A_DIRECTORY;
        }
        return askFileSystem(path);
    }

    private static What askFileSystem(Path path) {
        try {
            Path existing = path.toAbsolutePath();
            while (!Files.exists(existing) && existing.getParent() != null) {
                existing = existing.getParent();
            }
            FileStore store = Files.getFileStore(existing);
            if (store.isReadOnly()) {
                return What.READ_ONLY;
            }
            return store.getUsableSpace() == 0 ? What.FULL : What.IO;
        } catch (IOException e) {
            return What.IO;
        }
    }
}
