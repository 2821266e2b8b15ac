/**
 * What has happened in the cluster, as the log tells it.
 *
 * <p>Two doors. {@link dev.quorumvip.agent.events.ClusterEvents#between} derives the events of one log entry from the
 * states before and after it, so that every node tells the same ones under the same ids; {@link
 * dev.quorumvip.agent.events.EventLog} keeps the newest of them for readers who come and go. No I/O, no clock, and
 * nobody waits here: readers are woken.
 */
@NullMarked
package dev.quorumvip.agent.events;

import org.jspecify.annotations.NullMarked;
