/**
 * What the agents say of themselves and of their cluster, kept up to date: {@link
 * dev.quorumvip.operator.quorum.QuorumWatch} asks, {@link dev.quorumvip.operator.quorum.QuorumView} is what is known.
 */
@NullMarked
package dev.quorumvip.operator.quorum;

import org.jspecify.annotations.NullMarked;
