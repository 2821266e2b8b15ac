package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/cluster}, which tells a node that waits for it how it gets into a cluster. Exactly one of the
 * two is given. Addresses are cluster ports, {@code 10.0.0.1:8800} or {@code [2001:db8::1]:8800}.
 *
 * @param initialPeers those that found a new cluster together, 1 to 7, the node itself among them; the same for all of
 *     them, in any order
 * @param join members of a cluster that the node is to ask to be let in, 1 to 32; itself among them does not count
 */
@JsonInclude(Include.NON_NULL)
public record ClusterRequest(
        @Nullable List<String> initialPeers, @Nullable List<String> join) {
    public ClusterRequest {
        initialPeers = initialPeers == null ? null : List.copyOf(initialPeers);
        join = join == null ? null : List.copyOf(join);
    }

    /** To found a cluster with these, the node itself among them. */
    public static ClusterRequest found(List<String> initialPeers) {
        return new ClusterRequest(initialPeers, null);
    }

    /** To join the cluster of these. */
    public static ClusterRequest join(List<String> members) {
        return new ClusterRequest(null, members);
    }
}
