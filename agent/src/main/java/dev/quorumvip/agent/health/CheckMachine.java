package dev.quorumvip.agent.health;

import java.time.Duration;

/**
 * What single results of a check come to. It begins {@link CheckState#UNKNOWN}.
 *
 * <ul>
 *   <li>After as many successes in a row as the success threshold says: {@link CheckState#PASSING}.
 *   <li>After as many failures in a row as the failure threshold says: {@link CheckState#FAILING}.
 *   <li>After anything else: as before. A result of the other kind starts the count anew.
 * </ul>
 *
 * <p>This holds in {@code UNKNOWN} too: one lucky answer of an application that is still starting attracts no VIP, and
 * one failure after a change of the definition takes none away. So that a node which is well need not wait an interval
 * for each success, the next run is wanted {@link #CONFIRM_AFTER} after a success in {@code UNKNOWN}: with two
 * successes asked for, a new node or cluster passes a fifth of a second after its first answer. Failures are never
 * hurried.
 */
public final class CheckMachine {
    /** Long enough for an application that answered by luck to fail, short beside what a start takes. */
    public static final Duration CONFIRM_AFTER = Duration.ofMillis(200);

    private final int successThreshold;
    private final int failureThreshold;
    private CheckState state = CheckState.UNKNOWN;
    private Moment since;
    private boolean lastPassed;
    private int inARow;

    /** @param now when the check began to be of interest */
    public CheckMachine(CheckTiming timing, Moment now) {
        this.successThreshold = timing.successThreshold();
        this.failureThreshold = timing.failureThreshold();
        this.since = now;
    }

    /**
     * Takes one result.
     *
     * @return whether the state has changed by it
     */
    public boolean step(boolean passed, Moment now) {
        // A check that never changes its answer is not to overflow.
        inARow = passed == lastPassed ? Math.min(inARow + 1, Integer.MAX_VALUE - 1) : 1;
        lastPassed = passed;
        CheckState verdict = passed ? CheckState.PASSING : CheckState.FAILING;
        int threshold = passed ? successThreshold : failureThreshold;
        if (verdict == state || inARow < threshold) {
            return false;
        }
        state = verdict;
        since = now;
        return true;
    }

    public CheckState state() {
        return state;
    }

    /** When it came to its state. */
    public Moment since() {
        return since;
    }

    /** How many results like the last one there were without another between them; 0 before the first. */
    public int inARow() {
        return inARow;
    }

    /** Whether the next run is wanted {@link #CONFIRM_AFTER} from now, if the interval is longer. */
    public boolean confirming() {
        return state == CheckState.UNKNOWN && lastPassed;
    }
}
