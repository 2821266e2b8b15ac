/**
 * As much of Consul's HTTP API as an election needs: sessions, one key, checks. Any of several agents will do for most of
 * it; a session and its checks belong to one.
 *
 * <p>The doors are {@link dev.quorumvip.agent.elect.consul.ConsulClient} and the port behind it, {@link
 * dev.quorumvip.agent.elect.consul.ConsulPort}. What Consul refuses is a {@link
 * dev.quorumvip.agent.elect.consul.ConsulException} that says whether that is a matter of rights, of certificates, or of
 * reach.
 */
@NullMarked
package dev.quorumvip.agent.elect.consul;

import org.jspecify.annotations.NullMarked;
