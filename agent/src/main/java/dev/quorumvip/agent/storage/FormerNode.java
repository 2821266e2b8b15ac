package dev.quorumvip.agent.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is left of the node that ran in a data directory before: everything it had, in a directory of its own, for people
 * to look at. Only what may be on the interfaces stays where it was, because the next node has to take that off.
 */
final class FormerNode {
    private static final String DIRECTORY = "former";

    private static final Set<String> STAYS =
            Set.of(DIRECTORY, DirectoryLock.FILE_NAME, RecordSet.SUCCESSION, RecordSet.BOUND);

    private FormerNode() {}

    /** Forgets the node before the one that is about to be set aside. */
    static void forget(Path directory) {
        Path former = directory.resolve(DIRECTORY);
        try {
            if (Files.exists(former)) {
                remove(former);
                DurableFile.syncDirectory(directory);
            }
        } catch (IOException e) {
            throw StorageFailure.of(former, e);
        }
    }

    /**
     * Moves all that is a node's into the directory of former ones. What is there already stays as it is: then a crash
     * came between, and what is found now is a successor's that never ran.
     */
    static void setAside(Path directory) {
        Path former = directory.resolve(DIRECTORY);
        try {
            Files.createDirectories(former);
            for (Path file : list(directory)) {
                Path target = former.resolve(file.getFileName());
                if (STAYS.contains(file.getFileName().toString())) {
                    continue;
                }
                if (Files.exists(target)) {
                    remove(file);
                } else {
                    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
                }
            }
            DurableFile.syncDirectory(former);
            DurableFile.syncDirectory(directory);
        } catch (IOException e) {
            throw StorageFailure.of(former, e);
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static void remove(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
