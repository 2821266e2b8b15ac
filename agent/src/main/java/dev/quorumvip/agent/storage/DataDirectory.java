package dev.quorumvip.agent.storage;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.storage.StorageException.What;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The directory of one agent, open and locked.
 *
 * <p>Its life: after {@link #open} of a path with nothing of ours in it, the identity is on the disk first, then every
 * record that always exists, the boot counter last. After a crash in between, the next open finishes the work. Once the
 * boot counter exists, a missing record means that somebody deleted it, and the directory is corrupt.
 *
 * <p>A node that {@link #giveUp} ends leaves the directory to another one, which the next open makes.
 */
public final class DataDirectory implements AutoCloseable {
    private static final String RAFT_DIRECTORY = "raft";

    private final Path path;
    private final DirectoryLock lock;
    private final RecordSet records;
    private final DurableRecord<Succession> succession;
    private final SessionSequence sessionSequence;

    private DataDirectory(Path path, DirectoryLock lock, RecordSet records, DurableRecord<Succession> succession) {
        this.path = path;
        this.lock = lock;
        this.records = records;
        this.succession = succession;
        this.sessionSequence = new SessionSequence(records.sessionSequence());
    }

    /**
     * Opens the directory, makes it (mode 0700, parents too) if it does not exist, and counts this boot. When this
     * returns, the identity and the new boot count are on the disk, and every record has been read.
     *
     * @param random for the identity of a new node; must not repeat on another machine, hence secure
     * @param clock the wall clock, for the identity's date
     * @throws DataDirectoryLockedException if another agent has it open
     * @throws StorageException if it cannot be used; nothing is lost then, and nothing is made anew
     */
    public static DataDirectory open(Path path, RandomGenerator random, InstantSource clock) {
        Path directory = create(path);
        DirectoryLock lock = DirectoryLock.take(directory);
        try {
            DurableRecord<Succession> succession = RecordSet.succession(directory);
            boolean succeeds = succession.value().isPresent();
            if (succeeds) {
                FormerNode.setAside(directory);
            }
            RecordSet records = RecordSet.open(directory);
            if (records.identity().value().isEmpty()) {
                if (!succeeds && hasState(directory, records)) {
                    throw missing(records.identity());
                }
                records.identity().write(NodeIdentity.create(random, clock.instant()));
            }
            completeOrRefuse(directory, records, succeeds);
            records.bootCounter()
                    .write(new Count(Math.addExact(
                            records.bootCounter().value().map(Count::count).orElse(0L), 1)));
            return new DataDirectory(directory, lock, records, succession);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * The process that has the directory at {@code path} open, without opening it; empty if none has.
     *
     * @throws StorageException if that cannot be told
     */
    public static OptionalLong holder(Path path) {
        try {
            return Files.isDirectory(path) ? DirectoryLock.holder(path.toRealPath()) : OptionalLong.empty();
        } catch (IOException e) {
            throw StorageFailure.of(path, e);
        }
    }

    /** The directory, absolute and without symbolic links. */
    public Path path() {
        return path;
    }

    /** Where Ratis keeps its log. Left to Ratis: neither made nor looked into, except by {@link #hasRaftState()}. */
    public Path raftDirectory() {
        return path.resolve(RAFT_DIRECTORY);
    }

    /** Whether there is anything in the Raft directory. */
    public boolean hasRaftState() {
        return hasRaftState(path);
    }

    /** Who this node is. */
    public NodeIdentity identity() {
        return records.identity().value().orElseThrow();
    }

    /** Which start of the agent on this directory this is, counted durably from 1. */
    public long boot() {
        return records.bootCounter().value().orElseThrow().count();
    }

    /** The cluster this node belongs to; without a value until it founded or joined one. */
    public DurableRecord<Membership> membership() {
        return records.membership();
    }

    /** The numbers of this node's sessions. */
    public SessionSequence sessionSequence() {
        return sessionSequence;
    }

    /** What this node promised as a voter; always has a value. */
    public DurableRecord<VoterPromises> voterPromises() {
        return records.voterPromises();
    }

    /** What this node promised while a cluster is founded; always has a value. */
    public DurableRecord<FoundingPromise> foundingPromise() {
        return records.foundingPromise();
    }

    /** What this agent may have bound; always has a value. */
    public DurableRecord<BoundRecord> bound() {
        return records.bound();
    }

    /** How this node was told to get into a cluster; without a value until it was. */
    public DurableRecord<StoredInstruction> instruction() {
        return records.instruction();
    }

    /** The node that ran in this directory before, if it belonged to a cluster and was given up. */
    public Optional<NodeId> former() {
        return records.incarnation().value().map(Incarnation::former).stream()
                .flatMap(List::stream)
                .map(NodeId::new)
                .findFirst();
    }

    /**
     * Whether the node of this directory came to be at another address than {@code address}. One that is older than the
     * record of that did not.
     */
    public boolean hasMovedTo(ClusterAddress address) {
        return records.incarnation()
                .value()
                .filter(i -> !i.address().equals(address.toString()))
                .isPresent();
    }

    /**
     * Begins this node's life at {@code address}, if it has not begun yet. To be called before anything is done as this
     * node: until then a successor of one that was given up counts as not there.
     */
    public void settleAt(ClusterAddress address) {
        if (records.incarnation().value().isEmpty()) {
            List<Long> former = succession.value().map(Succession::former).orElse(List.of());
            records.incarnation().write(new Incarnation(address.toString(), former));
        }
        if (succession.value().isPresent()) {
            succession.remove();
        }
    }

    /**
     * Ends the life of this directory's node: what it had is set aside, and the next {@link #open} makes another node.
     * What this one may have bound is left to that, which has to take it off. To be closed then.
     */
    public void giveUp() {
        boolean belonged = membership().value().isPresent();
        FormerNode.forget(path);
        succession.write(new Succession(
                belonged
                        ? List.of(identity().nodeId())
                        : records.incarnation().value().map(Incarnation::former).orElse(List.of())));
    }

    /** Drops the lock; the records must not be written any more. */
    @Override
    public void close() {
        lock.close();
    }

    private static Path create(Path path) {
        try {
            Path absolute = path.toAbsolutePath().normalize();
            List<Path> missing = new ArrayList<>();
            for (Path at = absolute; at != null && !Files.exists(at); at = at.getParent()) {
                missing.add(at);
            }
            Files.createDirectories(
                    absolute, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            for (Path made : missing) {
                Path parent = made.getParent();
                if (parent != null) {
                    DurableFile.syncDirectory(parent);
                }
            }
            return absolute.toRealPath();
        } catch (FileAlreadyExistsException e) {
            throw new StorageException(path, What.NOT_A_DIRECTORY, "is not a directory", e);
        } catch (IOException e) {
            throw StorageFailure.of(path, e);
        }
    }

    private static boolean hasState(Path directory, RecordSet records) {
        return records.any() || hasRaftState(directory);
    }

    private static boolean hasRaftState(Path directory) {
        Path raft = directory.resolve(RAFT_DIRECTORY);
        if (!Files.isDirectory(raft)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(raft)) {
            return entries.findAny().isPresent();
        } catch (IOException e) {
            throw StorageFailure.of(raft, e);
        }
    }

    /** Before the first boot was counted nobody can have used the records, so what is missing then was never there. */
    private static void completeOrRefuse(Path directory, RecordSet records, boolean succeeds) {
        if (records.bootCounter().value().isPresent()) {
            records.firstMissing().ifPresent(record -> {
                throw missing(record);
            });
        } else if (!succeeds && (records.used() || hasRaftState(directory))) {
            throw missing(records.bootCounter());
        } else {
            records.writeInitial();
        }
    }

    private static StorageException missing(DurableRecord<?> record) {
        return DurableRecord.corrupt(record.path(), "it is missing while others of this node are there", null);
    }
}
