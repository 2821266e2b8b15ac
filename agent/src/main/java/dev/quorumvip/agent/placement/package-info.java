/**
 * Where VIPs should be: {@link dev.quorumvip.agent.placement.PlacementPlanner} is a pure function of what the log says
 * and of what the leader knows beside it, {@link dev.quorumvip.agent.placement.Outlook}; {@link
 * dev.quorumvip.agent.placement.FailureMemory} remembers which node failed which VIP. They guard nothing; the state
 * machine does.
 */
@NullMarked
package dev.quorumvip.agent.placement;

import org.jspecify.annotations.NullMarked;
