package dev.quorumvip.agent.consensus;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.AtomicFileOutputStream;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots on disk, each one file with its checksum beside it, both durable before the log they replace is purged.
 */
final class SnapshotFiles {
    private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();

    /** A snapshot's bytes and the last entry that is in them. */
    @SuppressWarnings("ArrayRecordComponent") // a pair for one caller, never compared
    record Content(TermIndex at, byte[] bytes) {}

    StateMachineStorage storage() {
        return storage;
    }

    void init(RaftStorage raft) throws IOException {
        storage.init(raft);
    }

    /** Finds a snapshot that Ratis put there. */
    void reload() {
        storage.loadLatestSnapshot();
    }

    /** The newest snapshot, or null if there is none. */
    @Nullable
    Content read() throws IOException {
        SingleFileSnapshotInfo newest = storage.getLatestSnapshot();
        if (newest == null) {
            return null;
        }
        File file = newest.getFile().getPath().toFile();
        MD5Hash expected = newest.getFile().getFileDigest();
        if (expected != null) {
            MD5FileUtil.verifySavedMD5(file, expected);
        }
        return new Content(newest.getTermIndex(), Files.readAllBytes(file.toPath()));
    }

    void write(TermIndex at, byte[] bytes) throws IOException {
        File file = storage.getSnapshotFile(at.getTerm(), at.getIndex());
        try (OutputStream out = new AtomicFileOutputStream(file)) {
            out.write(bytes);
        }
        MD5Hash digest = MD5FileUtil.computeMd5ForFile(file);
        MD5FileUtil.saveMD5File(file, digest);
        RaftDirectory.sync(file.toPath().resolveSibling(""));
        storage.updateLatestSnapshot(
                new SingleFileSnapshotInfo(new FileInfo(file.toPath(), digest), at.getTerm(), at.getIndex()));
    }
}
