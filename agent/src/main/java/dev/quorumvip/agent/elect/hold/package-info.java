/**
 * Holds the VIP in vip-manager's place, by the rooms with which an agent holds its own: addresses by netlink, gates in the
 * kernel, announcements. To them Consul is a cluster with one voter, whose promise is the lock delay.
 *
 * <p>The door is {@link dev.quorumvip.agent.elect.hold.VipHold}.
 */
@NullMarked
package dev.quorumvip.agent.elect.hold;

import org.jspecify.annotations.NullMarked;
