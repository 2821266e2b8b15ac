package dev.quorumvip.agent.conflict;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.announcement.NeighbourClaim;
import dev.quorumvip.agent.announcement.NeighbourMessage;
import dev.quorumvip.agent.announcement.NeighbourQuestion;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a stranger has a VIP's addresses, before the cluster claims them for the first time (RFC 5227
 * §2.1.1, RFC 4862 §5.4). What comes of it is the VIP's policy: one that refuses is not claimed after a conflict, one
 * that reports is.
 *
 * <pre>
 * After the start, and a moment of chance: each address is asked for.
 * After each interval: again, as often as the plan says.
 * After a stranger claimed one of the addresses, or probed for one itself: a conflict, and nothing is asked any more.
 * After the interval that follows the last question: clear.
 * </pre>
 *
 * One machine serves for one attempt.
 */
public final class ClaimProbe {
    private final List<InetAddress> addresses;
    private final ProbePlan plan;
    private final RandomGenerator random;
    private long nextNanos;
    private int asked;
    private @Nullable Result result;

    /** How it ended. */
    public sealed interface Result {
        /** Nobody but the cluster has any of the addresses, as far as one can hear. */
        record Clear() implements Result {}

        /**
         * A stranger has one of them, or is about to take it.
         *
         * @param mac the stranger's
         */
        record Conflict(InetAddress address, MacAddress mac) implements Result {}
    }

    /**
     * Begins.
     *
     * @param addresses all that the VIP has, one at least
     * @param now a clock reading in nanoseconds, of the clock that all later ones are from
     */
    public ClaimProbe(Collection<InetAddress> addresses, ProbePlan plan, RandomGenerator random, long now) {
        this.addresses = List.copyOf(addresses);
        this.plan = plan;
        this.random = random;
        this.nextNanos = now + chance();
    }

    /** The clock reading from which on {@link #tick} has something to do; empty at the end. */
    public OptionalLong nextTickNanos() {
        return result == null ? OptionalLong.of(nextNanos) : OptionalLong.empty();
    }

    /** The outcome, once there is one. */
    public Optional<Result> result() {
        return Optional.ofNullable(result);
    }

    /** @return the addresses to ask for now, each by {@code NeighbourPacket.probe} */
    public List<InetAddress> tick(long now) {
        if (result != null || now - nextNanos < 0) {
            return List.of();
        }
        if (asked >= plan.count() && (onTime(now) || asked >= 2 * plan.count())) {
            result = new Result.Clear();
            return List.of();
        }
        asked++;
        nextNanos = now + plan.interval().toNanos() + chance();
        return addresses;
    }

    /** Something was said about an address on the segment. */
    public void heard(NeighbourMessage message, KnownMacs known) {
        if (result != null
                || !addresses.contains(message.address())
                || known.whose(message.mac()) != KnownMacs.Whose.STRANGER) {
            return;
        }
        boolean conflict = switch (message) {
            case NeighbourClaim claim -> true;
            // RFC 5227 §2.1.1, RFC 4862 §5.4.3: another's probe for the same address is a conflict too.
            case NeighbourQuestion question -> question.probe();
        };
        if (conflict) {
            result = new Result.Conflict(message.address(), message.mac());
        }
    }

    /**
     * A process that was held up for longer than the interval may have answers waiting that it has not looked at: it asks
     * once more, but not for ever.
     */
    private boolean onTime(long now) {
        return now - nextNanos <= plan.interval().toNanos();
    }

    private long chance() {
        long most = plan.jitter().toNanos();
        return most == 0 ? 0 : random.nextLong(most + 1);
    }
}
