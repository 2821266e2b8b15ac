/**
 * What agents say to each other in datagrams: the messages as values, and their byte form. How a datagram is sealed and
 * carried is the room next door, {@code datagram}.
 */
@NullMarked
package dev.quorumvip.agent.protocol;

import org.jspecify.annotations.NullMarked;
