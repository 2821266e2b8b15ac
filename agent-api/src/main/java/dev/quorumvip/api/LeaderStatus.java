package dev.quorumvip.api;

/**
 * The Raft leader as this node sees it. The leader is not the holder, and no safety rests on who it is.
 *
 * @param id the member's number
 * @param name the member's name
 * @param term the Raft term this node is in
 */
public record LeaderStatus(long id, String name, long term) {}
