/**
 * Leases: who may act, and until when. Two sides of one bargain: {@link dev.quorumvip.agent.lease.SessionLease} is the
 * holder's, {@link dev.quorumvip.agent.lease.VoterTable} the voter's.
 *
 * <p>Pure: events and a time in, decisions out. Nothing here sends, sleeps or reads a clock.
 */
@NullMarked
package dev.quorumvip.agent.lease;

import org.jspecify.annotations.NullMarked;
