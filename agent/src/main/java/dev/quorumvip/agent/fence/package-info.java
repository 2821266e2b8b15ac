/**
 * Fences: what takes an address out of service when the agent cannot. Each layer has a bound on how late it may be, and
 * the voters' promise is as long as the latest layer needs, so that a slower fence makes failover slower and never
 * makes it unsafe.
 */
@NullMarked
package dev.quorumvip.agent.fence;

import org.jspecify.annotations.NullMarked;
