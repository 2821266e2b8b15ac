package dev.quorumvip.agent.lease;

import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.protocol.CloseVerdict;
import dev.quorumvip.agent.protocol.RefusalReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The voter's side of the bargain: what this node has promised to which session, and what it has promised never to do
 * again.
 *
 * <pre>
 * After an ack at t for a promise P: the session is not closed before t + P·(1+ρ).
 * After a close: no renewal of that session, or of an older one of the node, is acknowledged again, ever.
 * After a settle for version v: no renewal of version v or older is acknowledged again, ever.
 * After a restart: nothing is closed and nothing settled for the longest promise ever given, because what was promised
 *     is forgotten.
 * </pre>
 *
 * Every answer with {@code persist} set may leave this node only once {@link #record()}, as it was when the answer was
 * made, is on disk, and {@link #written} has been told so. The table itself acts on it at once, so that an ack can
 * never overtake a close.
 */
public final class VoterTable {
    /** No voter gives a longer promise, so that a typing error cannot block an expiry for hours. */
    public static final Duration LONGEST_PROMISE = Duration.ofMinutes(2);

    private final long startedAt;
    private final long quarantineNanos;
    private final Map<Promised, Long> promisedUntil = new HashMap<>();
    private PromisedRecord record;
    private long longestOnDiskNanos;

    /**
     * @param record what was on disk
     * @param now the clock reading at this voter's start
     */
    public VoterTable(PromisedRecord record, long now) {
        this.record = record;
        this.longestOnDiskNanos = record.longestPromiseNanos();
        this.startedAt = now;
        this.quarantineNanos = ClockRate.stretch(record.longestPromiseNanos());
    }

    /** What must be on disk before an answer with {@code persist} leaves. */
    public PromisedRecord record() {
        return record;
    }

    /** {@code durable}, which {@link #record()} was once, is on disk. */
    public void written(PromisedRecord durable) {
        longestOnDiskNanos = Math.max(longestOnDiskNanos, durable.longestPromiseNanos());
    }

    /** An answer to a renewal: acknowledged if {@code refusal} is empty. */
    public record RenewAnswer(Optional<RefusalReason> refusal, boolean persist) {}

    /** An answer to a close. */
    public record CloseAnswer(CloseVerdict verdict, boolean persist) {}

    /** An answer to a settle. */
    public record SettleAnswer(boolean settled, boolean persist) {}

    /**
     * A session asks for an ack.
     *
     * @param version the voter set under which the ack will be counted
     */
    public RenewAnswer renew(SessionId session, VoterSetVersion version, Duration promise, long now) {
        if (promise.isNegative() || promise.compareTo(LONGEST_PROMISE) > 0) {
            return refuse(RefusalReason.PROMISE_TOO_LONG);
        }
        if (isClosed(session)) {
            return refuse(RefusalReason.SESSION_CLOSED);
        }
        if (version.compareTo(record.lowestVersion()) < 0) {
            return refuse(RefusalReason.STALE_VOTER_SET);
        }
        long nanos = promise.toNanos();
        // Kept for each version by itself: a later ack under a newer version must not hide this one from a settle
        // (DESIGN invariant 5).
        promisedUntil.merge(
                new Promised(session, version), now + ClockRate.stretch(nanos), (a, b) -> b - a > 0 ? b : a);
        if (nanos > record.longestPromiseNanos()) {
            record = record.withLongestPromise(nanos);
        }
        // Also when an earlier answer has it written already: until it is, a restart would forget this promise, too.
        return new RenewAnswer(Optional.empty(), nanos > longestOnDiskNanos);
    }

    /** The leader asks to close a session, or whether that could be done. */
    public CloseAnswer close(SessionId session, boolean dryRun, long now) {
        if (isClosed(session)) {
            // Written again: the first write may not have reached the disk yet, and an answer must not overtake it.
            return new CloseAnswer(CloseVerdict.CLOSED, !dryRun);
        }
        if (inQuarantine(now)) {
            return new CloseAnswer(CloseVerdict.QUARANTINED, false);
        }
        if (isPromised(session, now)) {
            return new CloseAnswer(CloseVerdict.STILL_PROMISED, false);
        }
        if (!dryRun) {
            record = record.withClosed(session.node(), session.epoch());
        }
        return new CloseAnswer(CloseVerdict.CLOSED, !dryRun);
    }

    /** The leader asks to acknowledge nothing of {@code version} or older any more. */
    public SettleAnswer settle(VoterSetVersion version, long now) {
        if (record.lowestVersion().compareTo(version) <= 0) {
            record = record.withLowestVersion(version.next());
        }
        forgetPast(now);
        boolean outstanding = promisedUntil.keySet().stream().anyMatch(p -> p.version.compareTo(version) <= 0);
        boolean settled = !outstanding && !inQuarantine(now);
        return new SettleAnswer(settled, settled);
    }

    /** Whether an ack given to {@code session}, under any voter set, is still good. */
    public boolean isPromised(SessionId session, long now) {
        return promisedUntil(session, now).isPresent();
    }

    /** When the last ack given to {@code session} will have run out; empty if none is still good. */
    public OptionalLong promisedUntil(SessionId session, long now) {
        forgetPast(now);
        return promisedUntil.entrySet().stream()
                .filter(p -> p.getKey().session.equals(session))
                .mapToLong(Map.Entry::getValue)
                .reduce((a, b) -> a - b >= 0 ? a : b);
    }

    /** Whether this voter restarted too short a time ago to know what it promised. */
    public boolean inQuarantine(long now) {
        return now - startedAt < quarantineNanos;
    }

    private boolean isClosed(SessionId session) {
        return session.epoch() <= record.closedThrough().getOrDefault(session.node(), 0L);
    }

    private void forgetPast(long now) {
        promisedUntil.values().removeIf(until -> now - until >= 0);
    }

    private static RenewAnswer refuse(RefusalReason reason) {
        return new RenewAnswer(Optional.of(reason), false);
    }

    private record Promised(SessionId session, VoterSetVersion version) {}
}
