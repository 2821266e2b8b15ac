package dev.quorumvip.agent.consensus;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;

/**
 * Makes new connections to peers that do not answer.
 *
 * <p>After a silent cut, TCP sends again after ever longer pauses, and gRPC connects again after ever longer ones, up
 * to two minutes; the group would need that long to heal. Ratis has no setting for either. A new connection starts both
 * afresh.
 */
final class SilentPeers {
    /** Longer than any election takes, so that a healthy group is left alone. */
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private final LocalPeer local;
    private final Map<RaftPeerId, Long> sinceNanos = new HashMap<>();

    SilentPeers(LocalPeer local) {
        this.local = local;
    }

    void look(long now) {
        Set<RaftPeerId> silent = silentNow();
        sinceNanos.keySet().retainAll(silent);
        for (RaftPeerId peer : silent) {
            long since = sinceNanos.computeIfAbsent(peer, p -> now);
            if (now - since > SILENCE.toNanos()) {
                sinceNanos.put(peer, now);
                reconnect(peer);
            }
        }
    }

    /**
     * For a leader its followers without an answer; for a peer without a leader all the others; for a follower nobody.
     */
    private Set<RaftPeerId> silentNow() {
        if (local.info().isLeader()) {
            RoleInfoProto role = local.info().getRoleInfoProto();
            return role.getLeaderInfo().getFollowerInfoList().stream()
                    .filter(f -> f.getLastRpcElapsedTimeMs() > SILENCE.toMillis() / 2)
                    .map(ServerRpcProto::getId)
                    .map(p -> RaftPeerId.valueOf(p.getId()))
                    .collect(Collectors.toSet());
        }
        if (local.info().getLeaderId() != null) {
            return Set.of();
        }
        Set<RaftPeerId> others =
                local.peers().stream().map(RaftPeer::getId).collect(Collectors.toCollection(HashSet::new));
        others.remove(local.id());
        return others;
    }

    private void reconnect(RaftPeerId peer) {
        // Closing the old connection takes seconds if the other side is dark.
        Thread.ofVirtual()
                .name("raft-reconnect")
                .start(() -> local.server()
                        .getServerRpc()
                        .handleException(peer, new IOException("no answer from " + peer), true));
    }
}
