package dev.quorumvip.e2e.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All that a probe has seen, appended by its threads and read by anyone. */
final class ProbeLog {
    private static final int SEQUENCES = 1 << 16;

    private final List<Round> rounds = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final List<Announcement> announcements = new ArrayList<>();

    /** The number of the first round that is still remembered. */
    private long firstRound;

    private static final class Round {
        final Instant sentAt;

        @Nullable
        Instant repliedAt;

        Round(Instant sentAt) {
            this.sentAt = sentAt;
        }
    }

    synchronized void roundStarts(Instant at) {
        rounds.add(new Round(at));
    }

    synchronized void add(Answer answer) {
        answers.add(answer);
        notifyAll();
    }

    synchronized void add(Announcement announcement) {
        announcements.add(announcement);
    }

    /** @param sequence the low 16 bits of the round's number */
    synchronized void echoReply(int sequence, Instant at) {
        long latest = firstRound + rounds.size() - 1;
        long round = latest - Math.floorMod(latest - sequence, SEQUENCES);
        if (round >= firstRound) {
            Round asked = rounds.get((int) (round - firstRound));
            if (asked.repliedAt == null) {
                asked.repliedAt = at;
            }
        }
    }

    synchronized Optional<Answer> latest() {
        return answers.isEmpty() ? Optional.empty() : Optional.of(answers.getLast());
    }

    /** Waits for an answer to a request sent after {@code since}; empty when none came in time. */
    synchronized Optional<Answer> awaitAnswer(Instant since, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<Answer> answer = latest().filter(last -> last.sentAt().isAfter(since));
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (answer.isPresent() || left <= 0) {
                return answer;
            }
            wait(left);
        }
    }

    /** The replies still under way at {@code to} count as lost: ask a little later than the time asked about. */
    synchronized Recording recording(Instant from, Instant to) {
        List<Instant> sent = new ArrayList<>();
        List<Echo> echoes = new ArrayList<>();
        for (int i = 0; i < rounds.size(); i++) {
            Round round = rounds.get(i);
            if (within(round.sentAt, from, to)) {
                sent.add(round.sentAt);
                echoes.add(new Echo(firstRound + i, round.sentAt, answeredInTime(round)));
            }
        }
        return new Recording(
                from,
                to,
                List.copyOf(sent),
                answers.stream().filter(a -> within(a.sentAt(), from, to)).toList(),
                announcements.stream().filter(a -> within(a.at(), from, to)).toList(),
                List.copyOf(echoes));
    }

    /** Makes room. */
    synchronized void forgetBefore(Instant moment) {
        int forgotten = 0;
        while (forgotten < rounds.size() && rounds.get(forgotten).sentAt.isBefore(moment)) {
            forgotten++;
        }
        rounds.subList(0, forgotten).clear();
        firstRound += forgotten;
        answers.removeIf(answer -> answer.sentAt().isBefore(moment));
        announcements.removeIf(announcement -> announcement.at().isBefore(moment));
    }

    private static boolean answeredInTime(Round round) {
        return round.repliedAt != null
                && Duration.between(round.sentAt, round.repliedAt).compareTo(WireProbe.ECHO_PATIENCE) <= 0;
    }

    private static boolean within(Instant at, Instant from, Instant to) {
        return !at.isBefore(from) && !at.isAfter(to);
    }
}
