/**
 * Where VIPs should be: a pure function of what the log says and of who could hold one now. It guards nothing; the
 * state machine does.
 */
@NullMarked
package dev.quorumvip.agent.placement;

import org.jspecify.annotations.NullMarked;
