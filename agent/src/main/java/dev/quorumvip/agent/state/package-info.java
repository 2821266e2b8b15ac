/**
 * The replicated state machine: who is a member, whose acknowledgements count, which sessions are open, who may hold
 * which VIP.
 *
 * <p>Pure and deterministic: {@link dev.quorumvip.agent.state.ClusterState#apply} takes a command and gives the next
 * state and an outcome. Its checks, together with the voters' promises, keep two nodes from holding one VIP, whoever
 * proposes what and whenever it commits.
 */
@NullMarked
package dev.quorumvip.agent.state;

import org.jspecify.annotations.NullMarked;
