package dev.quorumvip.e2e.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a probe saw between two instants; every list is in the order of time.
 *
 * @param rounds when each round of requests was sent
 */
public record Recording(
        Instant from,
        Instant to,
        List<Instant> rounds,
        List<Answer> answers,
        List<Announcement> announcements,
        List<Echo> echoes) {

    /** The longest time for which the probe itself did not ask: shorter events may have gone unseen. */
    public Duration longestBlindness() {
        Duration longest = Duration.ZERO;
        for (int i = 1; i < rounds.size(); i++) {
            Duration pause = Duration.between(rounds.get(i - 1), rounds.get(i));
            longest = pause.compareTo(longest) > 0 ? pause : longest;
        }
        return longest;
    }
}
