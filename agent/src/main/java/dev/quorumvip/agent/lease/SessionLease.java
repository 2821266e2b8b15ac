package dev.quorumvip.agent.lease;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The holder's side of the bargain, for one session of this node.
 *
 * <pre>
 * After a renewal round was sent at s, and a majority of the voters of the round's voter set acknowledged it:
 *     the lease is good until s + L.
 * After a newer voter set is learned: further rounds are counted under it; rounds under way keep theirs.
 * After the deadline: nothing may be held, until a later round succeeds.
 * </pre>
 *
 * The deadline counts from the <em>send</em> time, because a voter's promise begins no earlier than that (DESIGN
 * invariant 2).
 */
public final class SessionLease {
    private final SessionId session;
    private final long leaseNanos;
    private final SortedMap<Long, Round> underWay = new TreeMap<>();
    private final Set<NodeId> closedBy = new HashSet<>();
    private VoterSet voters;
    private long lastRound;
    private boolean everAcknowledged;
    private long firstSend;
    private long confirmedSend;

    /**
     * @param voters a voter set that was in force before the session was opened, or while it was open
     * @param leaseNanos L, in nanoseconds
     */
    public SessionLease(SessionId session, VoterSet voters, long leaseNanos) {
        this.session = session;
        this.voters = voters;
        this.leaseNanos = leaseNanos;
    }

    public SessionId session() {
        return session;
    }

    /** The voter set under which the next round will be counted. */
    public VoterSet voters() {
        return voters;
    }

    /**
     * Begins a round.
     *
     * @param now a clock reading taken before the first datagram of the round leaves
     * @return the round's number
     */
    public long beginRound(long now) {
        // A round older than L could not move the deadline past now.
        underWay.values().removeIf(round -> now - round.sentAt >= leaseNanos);
        if (lastRound == 0) {
            firstSend = now;
        }
        lastRound++;
        underWay.put(lastRound, new Round(now, voters, new HashSet<>()));
        return lastRound;
    }

    /**
     * A voter acknowledged a round.
     *
     * @return the round's outcome, {@link RoundResult#CONFIRMED} exactly once for each round
     */
    public RoundResult acknowledged(NodeId from, long roundNumber, VoterSetVersion version) {
        Round round = underWay.get(roundNumber);
        if (round == null || !round.voters.version().equals(version) || !round.voters.contains(from)) {
            return RoundResult.IRRELEVANT;
        }
        round.acks.add(from);
        if (!round.voters.isMajority(round.acks)) {
            return RoundResult.COUNTED;
        }
        if (!everAcknowledged || round.sentAt - confirmedSend > 0) {
            confirmedSend = round.sentAt;
            everAcknowledged = true;
        }
        underWay.headMap(roundNumber + 1).clear();
        return RoundResult.CONFIRMED;
    }

    /** A voter will never acknowledge this session again. */
    public void closed(NodeId by) {
        closedBy.add(by);
    }

    /** Whether so many voters closed the session that no round can succeed any more. */
    public boolean doomed() {
        long open = voters.members().keySet().stream()
                .filter(v -> !closedBy.contains(v))
                .count();
        return open < voters.majority();
    }

    /**
     * Whether a voter closed the session, and all the others together have for long not been enough. It may stay so:
     * those others go on promising it, so that nobody closes it, and of them some may be gone for good.
     *
     * @return never while the lease is good, nor within L of its end
     */
    public boolean stuckAt(long now) {
        boolean closed = voters.members().keySet().stream().anyMatch(closedBy::contains);
        long since = everAcknowledged ? deadline() : firstSend + leaseNanos;
        return closed && now - since >= leaseNanos;
    }

    /**
     * Takes note of a voter set; an older one than is known changes nothing.
     *
     * <p>Only of one that was in force while this session was open: a later expiry then counts closes of this set or of
     * a newer one. Under a set that came after the session's expiry, voters that never heard of the session would
     * acknowledge it anew.
     */
    public void learn(VoterSet known) {
        if (known.version().compareTo(voters.version()) > 0) {
            voters = known;
        }
    }

    /** Whether this node may act as holder at {@code now}. */
    public boolean validAt(long now) {
        return everAcknowledged && now - deadline() < 0;
    }

    /** Until when this node may act, as a clock reading; meaningless before the first confirmed round. */
    public long deadline() {
        return confirmedSend + leaseNanos;
    }

    /** Nanoseconds from {@code now} to the deadline, 0 if it has passed or never was. */
    public long remainingAt(long now) {
        return validAt(now) ? deadline() - now : 0;
    }

    /** Nanoseconds since the newest confirmed round was sent; {@link Long#MAX_VALUE} if there was none. */
    public long sinceConfirmedSend(long now) {
        return everAcknowledged ? now - confirmedSend : Long.MAX_VALUE;
    }

    /** What an acknowledgement did. */
    public enum RoundResult {
        /** It answers no round under way, or comes from no voter of it. */
        IRRELEVANT,
        /** Not yet a majority. */
        COUNTED,
        /** The majority is complete. */
        CONFIRMED
    }

    private record Round(long sentAt, VoterSet voters, Set<NodeId> acks) {}
}
