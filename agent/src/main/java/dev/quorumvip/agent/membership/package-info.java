/** Which members vote: a pure function that takes the voter set, one change at a time, to where it should be. */
@NullMarked
package dev.quorumvip.agent.membership;

import org.jspecify.annotations.NullMarked;
