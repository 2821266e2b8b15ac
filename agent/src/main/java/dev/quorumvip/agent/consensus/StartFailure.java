package dev.quorumvip.agent.consensus;

import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.ratis.io.CorruptedFileException;
import org.apache.ratis.protocol.exceptions.ChecksumException;

/** Why Ratis did not start, in words for whoever has to mend it. */
final class StartFailure {
    private StartFailure() {}

    static ConsensusFailure of(Exception thrown, Path storage) {
        Set<Throwable> causes = Stream.iterate((Throwable) thrown, Objects::nonNull, Throwable::getCause)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        for (Throwable cause : causes) {
            String said = String.valueOf(cause.getMessage());
            String words = said.toLowerCase(Locale.ROOT);
            if (words.contains("already locked")) {
                return new ConsensusFailure(
                        "the Raft directory " + storage + " is in use by another process: is an agent running already?",
                        thrown);
            }
            if (words.contains("no space left") || words.contains("disk quota")) {
                return new ConsensusFailure(
                        "no space left for the Raft log in " + storage + ": free some, then start the agent again",
                        thrown);
            }
            if (cause instanceof AccessDeniedException
                    || words.contains("read-only file system")
                    || words.contains("permission denied")) {
                return new ConsensusFailure("the Raft directory " + storage + " cannot be written: " + said, thrown);
            }
            if (cause instanceof ChecksumException || cause instanceof CorruptedFileException) {
                return damaged(storage, said, thrown);
            }
        }
        Throwable root = Causes.root(thrown);
        return new ConsensusFailure(
                "the Raft peer did not start from " + storage + ": " + root
                        + ": if its log is damaged and the other voters are" + " well, " + WIPE,
                thrown);
    }

    private static ConsensusFailure damaged(Path storage, String said, Exception thrown) {
        return new ConsensusFailure(
                "the Raft log in " + storage + " cannot be read: " + said + ": if the other voters are well, " + WIPE,
                thrown);
    }

    private static final String WIPE =
            "wipe the whole data directory of this agent, the node then joins as a new member";
}
