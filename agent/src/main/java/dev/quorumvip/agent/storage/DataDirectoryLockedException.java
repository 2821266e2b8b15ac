package dev.quorumvip.agent.storage;

import java.nio.file.Path;
import java.util.OptionalLong;

/** Another agent has this data directory open. */
public final class DataDirectoryLockedException extends StorageException {
    private static final long serialVersionUID = 1L;

    private final transient OptionalLong holder;

    DataDirectoryLockedException(Path path, OptionalLong holder) {
        super(
                path,
                What.LOCKED,
                "is locked by another agent"
                        + (holder.isPresent() ? ", process " + holder.getAsLong() : "")
                        + ": stop that one, or give this one a data directory of its own",
                null);
        this.holder = holder;
    }

    /** The process id that the holder wrote into the lock file; empty if it could not be read. */
    public OptionalLong holder() {
        return holder;
    }
}
