/**
 * The agents: which there are, from their Pods ({@link dev.quorumvip.operator.agents.AgentPods}), and what can be asked of
 * one of them ({@link dev.quorumvip.operator.agents.AgentApi}).
 */
@NullMarked
package dev.quorumvip.operator.agents;

import org.jspecify.annotations.NullMarked;
