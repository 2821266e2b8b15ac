package dev.quorumvip.agent.consensus;

import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** Ratis' settings: for a log of small entries on a small disk, and for quick elections. */
final class RatisSettings {
    /** One entry is small; a batch that does not fit in this is a mistake of the proposer. */
    static final int ENTRY_BYTES_MAX = 128 * 1024;

    private static final SizeInBytes MEGABYTE = SizeInBytes.valueOf("1MB");
    private static final int SNAPSHOT_EACH = 1_000;
    private static final int SNAPSHOTS_KEPT = 2;
    private static final int PENDING_WRITES_MAX = 1_024;

    private RatisSettings() {}

    static RaftProperties properties(RatisConfig config, File storage) {
        RaftProperties p = new RaftProperties();
        RaftConfigKeys.Rpc.setType(p, SupportedRpcType.GRPC);
        RaftServerConfigKeys.setStorageDir(p, List.of(storage));
        RaftServerConfigKeys.setRemovedGroupsDir(p, new File(storage, "removed"));
        network(p, config);
        elections(p, config.timing());
        log(p);
        RaftServerConfigKeys.setStagingTimeout(p, time(config.timing().membership()));
        RaftServerConfigKeys.setStagingCatchupGap(p, 10);
        return p;
    }

    private static void network(RaftProperties p, RatisConfig config) {
        GrpcConfigKeys.Server.setHost(p, config.address().ip().getHostAddress());
        GrpcConfigKeys.Server.setPort(p, config.address().port());
        GrpcConfigKeys.setMessageSizeMax(p, SizeInBytes.valueOf("2MB"));
        GrpcConfigKeys.setFlowControlWindow(p, MEGABYTE);
        RaftClientConfigKeys.Rpc.setRequestTimeout(p, time(config.timing().proposal()));
    }

    private static void elections(RaftProperties p, RatisConfig.Timing timing) {
        RaftServerConfigKeys.Rpc.setTimeoutMin(p, time(timing.electionMin()));
        RaftServerConfigKeys.Rpc.setTimeoutMax(p, time(timing.electionMax()));
        RaftServerConfigKeys.LeaderElection.setPreVote(p, true);
        // Also how long a pause of this process may be before it gives leadership up.
        RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(p, time(Duration.ofMillis(500)));
        // Ratis would close itself after a long pause; a machine that was suspended goes on instead.
        RaftServerConfigKeys.setCloseThreshold(p, time(Duration.ofDays(1_000)));
    }

    private static void log(RaftProperties p) {
        RaftServerConfigKeys.Log.setSegmentSizeMax(p, SizeInBytes.valueOf("256KB"));
        RaftServerConfigKeys.Log.setPreallocatedSize(p, SizeInBytes.valueOf("16KB"));
        RaftServerConfigKeys.Log.setWriteBufferSize(p, SizeInBytes.valueOf("272KB"));
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(p, 2);
        RaftServerConfigKeys.Log.setSegmentCacheSizeMax(p, MEGABYTE);
        RaftServerConfigKeys.Log.setQueueByteLimit(p, SizeInBytes.valueOf("4MB"));
        // A commit index of its own in the log would double the writes, and a new leader's first entry tells it anyway.
        RaftServerConfigKeys.Log.setLogMetadataEnabled(p, false);
        RaftServerConfigKeys.Log.setCorruptionPolicy(p, RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
        RaftServerConfigKeys.Log.setPurgeGap(p, 1);
        // Not held back by a peer that is down: it is sent a snapshot when it returns.
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(p, true);
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(p, SizeInBytes.valueOf("256KB"));
        RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(p, MEGABYTE);
        // The default waits up to 5 s between attempts: a peer that was cut off would return that late.
        RaftServerConfigKeys.Log.Appender.setRetryPolicy(p, "1ms,10, 50ms,100000");
        RaftServerConfigKeys.Write.setElementLimit(p, PENDING_WRITES_MAX);
        RaftServerConfigKeys.Write.setByteLimit(p, SizeInBytes.valueOf("8MB"));
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(p, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(p, SNAPSHOT_EACH);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(p, SNAPSHOTS_KEPT);
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(p, false);
        RaftServerConfigKeys.Snapshot.setTriggerWhenRemoveEnabled(p, false);
    }

    private static TimeDuration time(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
