/**
 * {@code quorumvip elect}: who holds a VIP, decided by Consul, for those who already run vip-manager. A small program of its
 * own beside the agent: it knows nothing of quorum, log and placement, and an agent knows nothing of it.
 *
 * <p>The door is {@link dev.quorumvip.agent.elect.ElectLifecycle#run}. Its rooms: {@code config} what is wanted, {@code
 * consul} the client, {@code election} what is decided, {@code hold} the VIP itself, with {@code --bind}. Here they are put
 * together.
 */
@NullMarked
package dev.quorumvip.agent.elect;

import org.jspecify.annotations.NullMarked;
