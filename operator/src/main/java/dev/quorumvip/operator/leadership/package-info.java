/**
 * One of several replicas acts at a time. {@link dev.quorumvip.operator.leadership.Leadership} holds the Lease; what acts is a
 * {@link dev.quorumvip.operator.leadership.Term}.
 */
@NullMarked
package dev.quorumvip.operator.leadership;

import org.jspecify.annotations.NullMarked;
