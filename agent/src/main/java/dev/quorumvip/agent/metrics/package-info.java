/**
 * What the agent counts and times, under the names that {@code /metrics} shows.
 *
 * <p>One door, {@link dev.quorumvip.agent.metrics.AgentMetrics}: a typed method for each thing worth counting, so that
 * names, units and labels are decided here and nowhere else. Labels take values from small closed sets or from
 * configuration, never from the network.
 */
@NullMarked
package dev.quorumvip.agent.metrics;

import org.jspecify.annotations.NullMarked;
