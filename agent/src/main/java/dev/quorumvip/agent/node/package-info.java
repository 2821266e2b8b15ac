/**
 * The agent itself: one thread that owns all state, and the desks that work on it, each with one duty.
 *
 * <p>{@code SessionDesk} keeps this node's session and lease, {@code VoterDesk} answers as a voter, {@code LeaderDesk}
 * does what the leader has to, {@code JoinDesk} gets into a cluster and lets others in. They speak to the outside
 * through ports only, so that the same desks run in a test without a network.
 */
@NullMarked
package dev.quorumvip.agent.node;

import org.jspecify.annotations.NullMarked;
