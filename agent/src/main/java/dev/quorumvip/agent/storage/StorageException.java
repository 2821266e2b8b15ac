package dev.quorumvip.agent.storage;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The data directory cannot be used. Unchecked, since there is one answer to it wherever it appears: take the addresses
 * off and exit.
 */
public class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum What {
        /** Another process has the directory open. */
        LOCKED,
        /** The file system is mounted read-only. */
        READ_ONLY,
        /** The file system, or this user's share of it, is full. */
        FULL,
        /** The agent's user may not do this here. */
        NO_PERMISSION,
        /** A file is missing, torn or changed. */
        CORRUPT,
        /** A file was written by a later release than this one. */
        TOO_NEW,
        /** The path is taken by something that is no directory. */
        NOT_A_DIRECTORY,
        /** Anything else that the operating system reported. */
        IO
    }

    private final transient Path path;
    private final What what;

    /**
     * Says what is wrong with a path.
     *
     * @param detail for a person: what was found, and what to do
     */
    public StorageException(Path path, What what, String detail, @Nullable Throwable cause) {
        super(path + ": " + detail, cause);
        this.path = path;
        this.what = what;
    }

    /** The file or directory that is meant. */
    public Path path() {
        return path;
    }

    /** The kind of fault. */
    public What what() {
        return what;
    }
}
