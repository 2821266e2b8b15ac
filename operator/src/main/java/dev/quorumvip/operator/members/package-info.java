/**
 * The cluster's members and Kubernetes' nodes in step: labels, drains, and members whose node is gone. {@link
 * dev.quorumvip.operator.members.MembershipPlanner} decides, and does nothing itself.
 */
@NullMarked
package dev.quorumvip.operator.members;

import org.jspecify.annotations.NullMarked;
