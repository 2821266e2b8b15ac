/**
 * The judge: asks every node, each 10 ms and from outside, whether it answers for a virtual IP, and works out of the
 * recorded frames who held it when, how long nobody did, and whether two ever did. It shares no code with the agent, so
 * that a mistake in the agent's packets cannot hide itself. The doors are {@link dev.quorumvip.e2e.probe.WireProbe},
 * which asks and records, and {@link dev.quorumvip.e2e.probe.Verdict}, which judges.
 */
@NullMarked
package dev.quorumvip.e2e.probe;

import org.jspecify.annotations.NullMarked;
