package dev.quorumvip.e2e.probe;

import dev.quorumvip.e2e.net.MacAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a recording proves. */
public final class Verdict {
    /** Less than any handover can take: a release and an assignment each need a committed log entry between. */
    private static final Duration SAME_MOMENT = Duration.ofMillis(1);

    /**
     * A node that answers, is silent while another answers, and answers again within so many rounds and so short a time
     * has not lost the address and won it back: both had it. Unless it says itself that it took the address anew.
     */
    private static final int INTERLEAVED_ROUNDS = 10;

    private static final Duration INTERLEAVED_TIME = Duration.ofMillis(300);

    /** A node announces what it took as soon as it is bound; a question may be answered between the two. */
    private static final Duration ANNOUNCED_WITHIN = Duration.ofMillis(50);

    private final Recording recording;

    public Verdict(Recording recording) {
        this.recording = recording;
    }

    /**
     * A time in which two nodes answered for the virtual IP: {@code intruder} is one's answer, at the moment of {@code
     * before} or between it and a later answer of that node; {@code after} is the last answer that gives the time away.
     */
    public record DoubleAnswer(Answer before, Answer intruder, Answer after) {
        /** For how long two nodes certainly answered; as fine as the probe's interval. */
        public Duration duration() {
            return Duration.between(intruder.sentAt(), after.sentAt());
        }

        @Override
        public String toString() {
            return "%s answered a request of %s, %s one of %s, until %s"
                    .formatted(before.mac(), before.sentAt(), intruder.mac(), intruder.sentAt(), after.sentAt());
        }
    }

    /** The time from the last request that was answered to the next one that was. */
    public record Outage(Instant from, Instant to) {
        public Duration duration() {
            return Duration.between(from, to);
        }
    }

    /** One node's unbroken time as the only one that answers. */
    public record Holding(MacAddress mac, Instant from, Instant to) {}

    /** Every time in which two nodes answered for the virtual IP. */
    public List<DoubleAnswer> doubleAnswers() {
        List<DoubleAnswer> found = new ArrayList<>();
        List<Answer> answers = recording.answers();
        Map<MacAddress, Integer> lastIndex = new HashMap<>();
        for (int i = 0; i < answers.size(); i++) {
            Answer answer = answers.get(i);
            if (i > 0) {
                Answer previous = answers.get(i - 1);
                Integer own = lastIndex.get(answer.mac());
                if (own != null
                        && own < i - 1
                        && interleaved(answers.get(own), answer)
                        && !takenAnew(previous, answer)) {
                    add(found, new DoubleAnswer(answers.get(own), previous, answer));
                } else if (!previous.mac().equals(answer.mac()) && sameMoment(previous, answer)) {
                    add(found, new DoubleAnswer(previous, answer, answer));
                }
            }
            lastIndex.put(answer.mac(), i);
        }
        return found;
    }

    private static void add(List<DoubleAnswer> found, DoubleAnswer next) {
        if (!found.isEmpty() && interleaved(found.getLast().after(), next.after())) {
            DoubleAnswer ongoing = found.removeLast();
            found.add(new DoubleAnswer(ongoing.before(), ongoing.intruder(), next.after()));
        } else {
            found.add(next);
        }
    }

    private static boolean interleaved(Answer earlier, Answer later) {
        return later.round() - earlier.round() <= INTERLEAVED_ROUNDS
                && Duration.between(earlier.sentAt(), later.sentAt()).compareTo(INTERLEAVED_TIME) <= 0;
    }

    /**
     * Whether the node of {@code answer} announced the address after the last answer of the other one. A node that had
     * it all along has nothing to announce, but for the rare refresh.
     */
    private boolean takenAnew(Answer previous, Answer answer) {
        return !sameMoment(previous, answer)
                && recording.announcements().stream()
                        .anyMatch(announcement -> announcement.mac().equals(answer.mac())
                                && announcement.at().isAfter(previous.answeredAt())
                                && !announcement
                                        .at()
                                        .isAfter(answer.answeredAt().plus(ANNOUNCED_WITHIN)));
    }

    private static boolean sameMoment(Answer earlier, Answer later) {
        return Duration.between(earlier.sentAt(), later.sentAt()).compareTo(SAME_MOMENT) < 0;
    }

    /**
     * The longest time without an answer from the last one before {@code moment} up to the recording's end. Where the
     * VIP is served all along that is about one round.
     */
    public Outage longestOutageSince(Instant moment) {
        Instant last = lastAnswerBefore(moment);
        Outage longest = new Outage(last, last);
        for (Answer answer : recording.answers()) {
            if (answer.sentAt().isAfter(last)) {
                longest = longer(longest, new Outage(last, answer.sentAt()));
                last = answer.sentAt();
            }
        }
        return longer(longest, new Outage(last, recording.to()));
    }

    private Instant lastAnswerBefore(Instant moment) {
        return recording.answers().stream()
                .map(Answer::sentAt)
                .filter(at -> !at.isAfter(moment))
                .reduce((earlier, later) -> later)
                .orElse(moment);
    }

    private static Outage longer(Outage a, Outage b) {
        return b.duration().compareTo(a.duration()) > 0 ? b : a;
    }

    /** Who answered when, in the order of time. */
    public List<Holding> holdings() {
        List<Holding> holdings = new ArrayList<>();
        for (Answer answer : recording.answers()) {
            Holding last = holdings.isEmpty() ? null : holdings.getLast();
            if (last != null && last.mac().equals(answer.mac())) {
                holdings.set(holdings.size() - 1, new Holding(last.mac(), last.from(), answer.sentAt()));
            } else {
                holdings.add(new Holding(answer.mac(), answer.sentAt(), answer.sentAt()));
            }
        }
        return holdings;
    }

    /** How many of the client's echo requests got no reply. */
    public long lostEchoes() {
        return recording.echoes().stream().filter(echo -> !echo.answered()).count();
    }
}
