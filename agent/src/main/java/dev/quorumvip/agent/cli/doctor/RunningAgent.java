package dev.quorumvip.agent.cli.doctor;

import dev.quorumvip.agent.storage.DataDirectory;
import dev.quorumvip.agent.storage.StorageException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An agent that runs on this machine already, told by the lock on the data directory.
 *
 * @param dataDir the data directory, if it is known
 */
record RunningAgent(Optional<Path> dataDir) {

    /** {@code the running agent, process 123}; empty if none is known to run. */
    Optional<String> describe() {
        try {
            return dataDir.map(DataDirectory::holder)
                    .filter(holder -> holder.isPresent())
                    .map(holder -> "the running agent, process " + holder.getAsLong());
        } catch (StorageException e) {
            return Optional.empty(); // The check of the data directory says what is wrong with it.
        }
    }
}
