/**
 * Who leads, as far as this node may believe it: decided from what Consul answered and when it was asked, without a
 * network or a clock.
 *
 * <p>The door is {@link dev.quorumvip.agent.elect.election.ElectionMachine#step}.
 */
@NullMarked
package dev.quorumvip.agent.elect.election;

import org.jspecify.annotations.NullMarked;
