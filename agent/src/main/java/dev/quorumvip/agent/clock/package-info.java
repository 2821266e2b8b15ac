/**
 * Time as the agent knows it: one monotonic clock, handed in from outside, never read by the core itself; and durations
 * as people write them.
 */
@NullMarked
package dev.quorumvip.agent.clock;

import org.jspecify.annotations.NullMarked;
