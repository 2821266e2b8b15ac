package dev.quorumvip.agent.consensus;

/** What the state machine and the watch tell of this node's peer; called from Ratis' threads. */
interface PeerEvents {
    void applied(Consensus.Applied applied);

    /** Role, leader or term may have changed. */
    void leadershipMayHaveChanged();

    /** The peer can not go on; only the first call counts. */
    void failed(ConsensusFailure failure);

    /** The peer was told that it is no longer one of the group. */
    void removedFromGroup();
}
