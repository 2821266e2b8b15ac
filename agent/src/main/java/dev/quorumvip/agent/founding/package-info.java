/**
 * How a cluster is founded from a list of initial peers, once: the empty ones among them agree on one founder by a
 * single-decree Paxos whose acceptors are the listed addresses. {@link FoundingMachine} is the door; it takes {@link
 * FoundingEvent}s and a time, and gives {@link FoundingEffect}s. {@link FoundingRecord} is what must be on disk.
 */
@NullMarked
package dev.quorumvip.agent.founding;

import org.jspecify.annotations.NullMarked;
