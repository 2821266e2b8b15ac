/**
 * How a message gets from one agent to another: sealed with a key that only members of the cluster have, in a UDP
 * datagram that may be lost, doubled or late but not forged, altered or replayed. {@link UdpDatagramPort} sends and
 * receives; {@link Sealer} and {@link Opener} turn messages into datagrams and back without a socket; {@link
 * DatagramKeys} holds what the cluster's secret gives.
 */
@NullMarked
package dev.quorumvip.agent.datagram;

import org.jspecify.annotations.NullMarked;
