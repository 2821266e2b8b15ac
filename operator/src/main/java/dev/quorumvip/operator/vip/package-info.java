/**
 * A VirtualIP and its VIP. {@link dev.quorumvip.operator.vip.VirtualIPReconciler} is the door; {@link
 * dev.quorumvip.operator.vip.Definitions} has what the agents are told, {@link dev.quorumvip.operator.vip.Statuses} what the
 * resource is told.
 */
@NullMarked
package dev.quorumvip.operator.vip;

import org.jspecify.annotations.NullMarked;
