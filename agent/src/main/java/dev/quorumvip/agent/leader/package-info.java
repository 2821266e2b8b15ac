/**
 * What the Raft leader does beside leading: it has lapsed sessions closed and expired, voter-set changes settled, and
 * moves of VIPs timed. Pure, and safe at the hands of a leader that is none: all it does is ask voters and propose
 * commands, and those refuse what would be wrong.
 */
@NullMarked
package dev.quorumvip.agent.leader;

import org.jspecify.annotations.NullMarked;
