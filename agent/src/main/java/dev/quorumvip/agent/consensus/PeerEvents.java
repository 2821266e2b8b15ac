package dev.quorumvip.agent.consensus;

import dev.quorumvip.agent.state.ClusterState;

/** What the state machine and the watch tell of this node's peer; called from Ratis' threads. */
interface PeerEvents {
    /** One entry was applied to {@code before}. */
    void applied(ClusterState before, Consensus.Applied now);

    /** A snapshot was read. */
    void restored(Consensus.Applied now);

    /** Role, leader or term may have changed. */
    void leadershipMayHaveChanged();

    /** The peer can not go on; only the first call counts. */
    void failed(ConsensusFailure failure);

    /** The peer was told that it is no longer one of the group. */
    void removedFromGroup();
}
