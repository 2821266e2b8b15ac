/**
 * The holder's hands: keeps what is on this node's interfaces in line with what its lease and its assignments allow,
 * and announces it.
 */
@NullMarked
package dev.quorumvip.agent.holder;

import org.jspecify.annotations.NullMarked;
