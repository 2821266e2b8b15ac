/**
 * What {@code quorumvip elect} is to do: flags, then Consul's environment variables, then vip-manager's YAML file, every
 * problem told together.
 *
 * <p>The door is {@link dev.quorumvip.agent.elect.config.ElectConfigLoader}.
 */
@NullMarked
package dev.quorumvip.agent.elect.config;

import org.jspecify.annotations.NullMarked;
