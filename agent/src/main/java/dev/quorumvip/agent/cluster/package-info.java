/**
 * The words of the cluster as values: nodes, sessions, grants, voter sets, addresses. Everything else speaks in these;
 * they depend on nothing.
 */
@NullMarked
package dev.quorumvip.agent.cluster;

import org.jspecify.annotations.NullMarked;
