/**
 * Agents as their users have them: the launcher started in a node's namespace, spoken to by signals, REST and the
 * command line. The door is {@link dev.quorumvip.e2e.agent.Cluster}, a network with an agent on each node.
 */
@NullMarked
package dev.quorumvip.e2e.agent;

import org.jspecify.annotations.NullMarked;
