/**
 * Asking an agent: the one client of its REST face, for the command line and for the operator.
 *
 * <p>{@link dev.quorumvip.client.AgentClient} is the door. It needs an {@link dev.quorumvip.client.Endpoint} and says in
 * an {@link dev.quorumvip.client.AgentCallException} what went wrong. {@link dev.quorumvip.client.EventFeed} is a stream
 * of events that goes on.
 */
@NullMarked
package dev.quorumvip.client;

import org.jspecify.annotations.NullMarked;
