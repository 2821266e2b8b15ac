/**
 * The door to the Raft group. The agent proposes commands and is told what was applied and who leads; which library
 * does it stays behind {@link dev.quorumvip.agent.consensus.Consensus}.
 *
 * <p>Nothing about safety rests on what is said here of leadership or freshness: a node may believe itself leader when
 * it is not, and any state may be old.
 *
 * <p>{@link dev.quorumvip.agent.consensus.RatisConsensus} does it with Apache Ratis: a {@code LocalPeer} in this
 * process, whose log {@code RaftDirectory} guards and {@code LogStateMachine} applies; {@code LeaderCalls} brings
 * requests to whoever leads; {@code PeerWatch} sees what Ratis does not tell. No type of Ratis' leaves this package.
 */
@NullMarked
package dev.quorumvip.agent.consensus;

import org.jspecify.annotations.NullMarked;
