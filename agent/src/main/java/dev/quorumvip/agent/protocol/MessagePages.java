package dev.quorumvip.agent.protocol;

import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.protocol.Message.Abilities;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.protocol.Message.Holding;
import dev.quorumvip.agent.protocol.Message.Inability;
import dev.quorumvip.agent.protocol.Message.Knowledge;
import dev.quorumvip.agent.protocol.Message.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Cuts the lists that may outgrow a datagram into pages. Each turn takes the next page, so that every entry comes
 * round; with one page, which is nearly always, each turn carries everything.
 *
 * <p>A receiver may conclude nothing from an entry's absence: it may be on another page.
 */
public final class MessagePages {
    /**
     * The largest that surrounds a {@link Knowledge}: an {@link Message.Ack} has version, type, cluster, session, round
     * and version.
     */
    private static final int AROUND_KNOWLEDGE = 2 + 2 * Long.BYTES + 2 * Long.BYTES + Long.BYTES + Long.BYTES;

    /** The {@link Knowledge#leader() leader} of a {@link Knowledge}, beyond the flag that says whether there is one. */
    private static final int LEADER_BYTES = Long.BYTES;

    /** Grant, MAC, the longest interface name with its length, time. */
    private static final int HOLDING_BYTES = Long.BYTES + 6 + 1 + Holding.LONGEST_INTERFACE_NAME + Long.BYTES;

    /**
     * A {@link Message.Renew} without holdings: as an {@link Message.Ack} up to there, then promise, eligible,
     * incarnation, pages, count.
     */
    private static final int RENEW_BYTES = AROUND_KNOWLEDGE + Long.BYTES + 1 + Long.BYTES + 1 + 1;

    /** An {@link Message.Abilities} without inabilities: header, cluster, session, sequence, pages, newest, count. */
    private static final int ABILITIES_BYTES = 2 + 2 * Long.BYTES + 2 * Long.BYTES + Long.BYTES + 2 + Long.BYTES + 1;

    /** Definition number and reason. */
    private static final int INABILITY_BYTES = Long.BYTES + 1;

    /** How many inabilities fit one message. */
    public static final int MAX_INABILITIES = (MessageCodec.MAX_BYTES - ABILITIES_BYTES) / INABILITY_BYTES;

    /** How many {@link Message.Renew#holding() holdings} fit one renewal. */
    public static final int MAX_HOLDINGS = (MessageCodec.MAX_BYTES - RENEW_BYTES) / HOLDING_BYTES;

    /** A {@link Message.Timings} without any: version, type, cluster, session, count. */
    private static final int TIMINGS_BYTES = 2 + 2 * Long.BYTES + 2 * Long.BYTES + 1;

    /** Grant, bound, flag, announced. */
    private static final int TIMING_BYTES = Long.BYTES + Long.BYTES + 1 + Long.BYTES;

    /** How many {@link Message.Timings#timings() timings} fit one message. */
    public static final int MAX_TIMINGS = (MessageCodec.MAX_BYTES - TIMINGS_BYTES) / TIMING_BYTES;

    private MessagePages() {}

    /**
     * What of {@code whole} goes into one message this turn: all but the assignments, and a page of these.
     *
     * @param pages its {@link #assignments}
     * @param turn any number that grows by one from message to message, such as the round of the renewal that is
     *     answered
     */
    public static Knowledge knowledge(Knowledge whole, List<List<AssignedVip>> pages, long turn) {
        return with(whole, pages.get(pageOf(turn, pages.size())));
    }

    /** {@code known} with these assignments instead of its own, as {@link #all(Knowledge)}. */
    public static List<Knowledge> all(Knowledge known, List<AssignedVip> assignments) {
        return all(with(known, assignments));
    }

    /**
     * {@code whole} as so many messages as it takes, for a receiver that is told once and not in turns.
     *
     * @throws IllegalArgumentException if not even one assignment fits, which takes more than 29 voters
     */
    public static List<Knowledge> all(Knowledge whole) {
        return assignments(whole).stream().map(page -> with(whole, page)).toList();
    }

    /**
     * The assignments of {@code whole} in so many lists as it takes messages, one at least. They stay the same for as
     * long as the assignments and the voters do.
     *
     * @throws IllegalArgumentException if not even one assignment fits, which takes more than 29 voters
     */
    public static List<List<AssignedVip>> assignments(Knowledge whole) {
        List<List<AssignedVip>> pages = new ArrayList<>();
        List<AssignedVip> page = new ArrayList<>();
        FieldWriter measure = new FieldWriter(MessageCodec.MAX_BYTES);
        int room = MessageCodec.MAX_BYTES - AROUND_KNOWLEDGE - LEADER_BYTES - sizeWithout(whole);
        int left = room;
        for (AssignedVip assigned : whole.assignments()) {
            int size = measure.again().assignedVip(assigned).size();
            if (size > room) {
                throw new IllegalArgumentException("VIP '" + assigned.vip() + "' does not fit a datagram");
            }
            if (size > left) {
                pages.add(List.copyOf(page));
                page = new ArrayList<>();
                left = room;
            }
            page.add(assigned);
            left -= size;
        }
        pages.add(List.copyOf(page));
        return List.copyOf(pages);
    }

    private static int sizeWithout(Knowledge whole) {
        Knowledge least = new Knowledge(
                whole.about(),
                whole.appliedIndex(),
                Optional.empty(),
                whole.voters(),
                whole.member(),
                whole.openEpoch(),
                List.of());
        return new FieldWriter(MessageCodec.MAX_BYTES).knowledge(least).size();
    }

    /**
     * A part of a list that is told in turns.
     *
     * @param pages how many parts there are, 1 at least
     */
    public record Page<T>(int pages, List<T> entries) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /** Which page goes into the message of this turn. */
    public static int pageOf(long turn, int pages) {
        return Math.floorMod(turn, pages);
    }

    /** What of {@code all} goes into the renewal of round {@code turn}: {@link #MAX_HOLDINGS} at most. */
    public static <T> Page<T> holding(List<T> all, long turn) {
        int pages = Math.max(1, Math.ceilDiv(all.size(), MAX_HOLDINGS));
        int from = pageOf(turn, pages) * MAX_HOLDINGS;
        return new Page<>(pages, all.subList(from, Math.min(from + MAX_HOLDINGS, all.size())));
    }

    /** All that a node could not serve, as so many messages as it takes; what is beyond the last page is left out. */
    public static List<Abilities> abilities(
            UUID clusterId, SessionId session, long sequence, long upTo, List<Inability> all) {
        int pages = Math.clamp(Math.ceilDiv(all.size(), MAX_INABILITIES), 1, Abilities.MOST_PAGES);
        List<Abilities> messages = new ArrayList<>();
        for (int page = 0; page < pages; page++) {
            int from = page * MAX_INABILITIES;
            List<Inability> entries = all.subList(from, Math.min(from + MAX_INABILITIES, all.size()));
            messages.add(new Abilities(clusterId, session, sequence, page, pages, upTo, entries));
        }
        return messages;
    }

    /** {@code all} in so many messages as it takes; none for nothing. */
    public static List<List<Timing>> timings(List<Timing> all) {
        List<List<Timing>> pages = new ArrayList<>();
        for (int from = 0; from < all.size(); from += MAX_TIMINGS) {
            pages.add(List.copyOf(all.subList(from, Math.min(from + MAX_TIMINGS, all.size()))));
        }
        return pages;
    }

    private static Knowledge with(Knowledge whole, List<AssignedVip> page) {
        return new Knowledge(
                whole.about(),
                whole.appliedIndex(),
                whole.leader(),
                whole.voters(),
                whole.member(),
                whole.openEpoch(),
                page);
    }
}
