package dev.quorumvip.agent.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.quorumvip.agent.storage.RecordFormat.Content;
import dev.quorumvip.agent.storage.RecordFormat.CorruptRecordException;
import dev.quorumvip.agent.storage.StorageException.What;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value that outlives the process, in a file of its own. Read once when it is opened and kept in memory from then on;
 * a write replaces the file, then the value in memory.
 *
 * <p>Safe for use by several threads; writes wait for each other.
 *
 * @param <T> a record that {@link RecordJson} can write
 */
public final class DurableRecord<T> {
    private final DurableFile file;
    private final String name;
    private final int version;
    private final Object writing = new Object();
    private volatile Optional<T> value;

    private DurableRecord(DurableFile file, String name, int version, Optional<T> value) {
        this.file = file;
        this.name = name;
        this.version = version;
        this.value = value;
    }

    /**
     * Opens {@code directory/name}, which need not exist, and removes what an interrupted write left beside it.
     *
     * @param name the file's and the record's name, lower-case letters and hyphens
     * @param version the version of the shape of {@code type}, counted from 1
     * @throws StorageException if the file is there but cannot be read: {@code CORRUPT}, {@code TOO_NEW}, or what the
     *     operating system reports
     */
    static <T> DurableRecord<T> open(Path directory, String name, int version, Class<T> type) {
        DurableFile file = new DurableFile(directory, name);
        Optional<T> value = file.read().map(bytes -> parse(file.path(), bytes, name, version, type));
        file.removeLeftover();
        return new DurableRecord<>(file, name, version, value);
    }

    /** The value that was last made durable; empty if none ever was. */
    public Optional<T> value() {
        return value;
    }

    /**
     * Replaces the value. When this returns, {@code newValue} is on the disk: the file is synced, renamed and its
     * directory synced. When it throws, {@link #value()} is as before, and the disk has the old or the new value: act
     * on neither, or write again.
     *
     * @throws StorageException if it cannot be made durable
     */
    public void write(T newValue) {
        synchronized (writing) {
            try {
                String body = RecordJson.MAPPER.writeValueAsString(newValue) + "\n";
                file.write(RecordFormat.encode(name, version, body));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("record " + name + " cannot be written as JSON", e);
            }
            value = Optional.of(newValue);
        }
    }

    /**
     * Takes the value away. When this returns, no crash brings it back.
     *
     * @throws StorageException if that fails
     */
    void remove() {
        synchronized (writing) {
            file.remove();
            value = Optional.empty();
        }
    }

    /** The record's file. */
    public Path path() {
        return file.path();
    }

    private static <T> T parse(Path path, byte[] bytes, String name, int version, Class<T> type) {
        try {
            Content content = RecordFormat.decode(name, bytes);
            if (content.version() > version) {
                throw new StorageException(
                        path,
                        What.TOO_NEW,
                        "has version " + content.version() + ", but this release knows versions up to " + version
                                + ": start the release that wrote it, or a later one",
                        null);
            }
            return RecordJson.MAPPER.readValue(content.body(), type);
        } catch (CorruptRecordException | JsonProcessingException e) {
            throw corrupt(
                    path, String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
        }
    }

    /** A fault that no restart mends; says what does. */
    static StorageException corrupt(Path path, String found, @Nullable Throwable cause) {
        return new StorageException(
                path,
                What.CORRUPT,
                "is corrupt, " + found
                        + ". Do not delete or restore only this file: a node that forgets what it promised can"
                        + " put an address on two machines. Remove this node from the cluster (quorumvip members remove), then"
                        + " start it with an empty data directory, so that it comes back as a new member",
                cause);
    }
}
