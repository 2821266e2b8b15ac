/**
 * What the agent was told: one record, {@link dev.quorumvip.agent.config.AgentConfig}, filled by one loader,
 * {@link dev.quorumvip.agent.config.AgentConfigLoader}, from flags, environment variables and a YAML file. The loader
 * reports every problem at once, each with its key and where the value came from, and corrects none of them in silence.
 */
@NullMarked
package dev.quorumvip.agent.config;

import org.jspecify.annotations.NullMarked;
