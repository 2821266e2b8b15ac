package dev.quorumvip.agent.state;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;

/**
 * The bytes of log entries, of the answers to them, and of snapshots: UTF-8 JSON, each with its version.
 *
 * <pre>
 * entry     {"v":1,"commands":[{"type":"settled","version":2}, …]}
 * answer    {"v":1,"outcomes":[{"type":"accepted"}, …]}
 * snapshot  {"v":1,"state":{"clusterId":…, …}}
 * </pre>
 *
 * <p>Log files outlive versions of the program: what version 1 means never changes. Whatever is not known exactly, be
 * it a version, a type, a field or a value, is refused.
 */
public final class LogCodec {
    private static final int VERSION = 1;

    private final JsonMapper json = StoredJson.mapper();

    private record Entry(int v, List<Command> commands) {}

    private record Answer(int v, List<Outcome> outcomes) {}

    private record Snapshot(int v, ClusterState state) {}

    /** One log entry, which holds a batch of commands. */
    public byte[] encodeEntry(List<Command> commands) {
        return encode(new Entry(VERSION, commands));
    }

    /**
     * The commands of one log entry, in order.
     *
     * @throws UnknownEntryException if any of it is not known to this version
     */
    public List<Command> decodeEntry(byte[] bytes) throws UnknownEntryException {
        return decode(bytes, Entry.class, "log entry").commands();
    }

    /** What became of the commands of one entry. */
    public byte[] encodeOutcomes(List<Outcome> outcomes) {
        return encode(new Answer(VERSION, outcomes));
    }

    /**
     * One outcome for each command of an entry, in order.
     *
     * @throws UnknownEntryException if any of it is not known to this version
     */
    public List<Outcome> decodeOutcomes(byte[] bytes) throws UnknownEntryException {
        return decode(bytes, Answer.class, "answer").outcomes();
    }

    /** The whole state. */
    public byte[] encodeSnapshot(ClusterState state) {
        return encode(new Snapshot(VERSION, state));
    }

    /**
     * The whole state.
     *
     * @throws UnknownEntryException if any of it is not known to this version
     */
    public ClusterState decodeSnapshot(byte[] bytes) throws UnknownEntryException {
        return decode(bytes, Snapshot.class, "snapshot").state();
    }

    private byte[] encode(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("cannot be stored: " + value, e);
        }
    }

    private <T> T decode(byte[] bytes, Class<T> type, String what) throws UnknownEntryException {
        try {
            JsonNode tree = json.readTree(bytes);
            JsonNode version = tree.path("v");
            if (!version.isInt()) {
                throw new UnknownEntryException("these bytes are not a " + what + " of quorum-vip: no version in them");
            }
            if (version.intValue() != VERSION) {
                throw new UnknownEntryException("a " + what + " has version " + version.intValue()
                        + " and this program knows only version " + VERSION + ": " + NEWER);
            }
            return json.treeToValue(tree, type);
        } catch (JacksonException e) {
            throw new UnknownEntryException("a " + what + " is not known: " + e.getOriginalMessage() + ": " + NEWER, e);
        } catch (IOException e) {
            throw new UnknownEntryException("a " + what + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static final String NEWER =
            "this log was written by a newer version of quorum-vip (or is damaged): upgrade this node";
}
