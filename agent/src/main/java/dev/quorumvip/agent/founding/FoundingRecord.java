package dev.quorumvip.agent.founding;

import dev.quorumvip.agent.protocol.Message.AcceptedFounder;
import dev.quorumvip.agent.protocol.Message.Ballot;
import java.util.Optional;

/**
 * What a node has promised in a founding: a Paxos acceptor's memory. Losing it may found two clusters.
 *
 * @param promised nothing below this ballot is accepted any more
 * @param accepted what was accepted last, under a ballot not above {@code promised}
 */
public record FoundingRecord(Optional<Ballot> promised, Optional<AcceptedFounder> accepted) {
    /** Of a node that has promised nothing yet. */
    public static final FoundingRecord EMPTY = new FoundingRecord(Optional.empty(), Optional.empty());

    private static final String PROMISED = "promised ";
    private static final String ACCEPTED = "accepted ";
    private static final String FOUNDER = "founder ";

    public FoundingRecord {
        if (accepted.isPresent()
                && promised.filter(p -> p.compareTo(accepted.orElseThrow().ballot()) >= 0)
                        .isEmpty()) {
            throw new IllegalArgumentException("accepted " + accepted + " without having promised its ballot");
        }
    }

    /**
     * Up to three lines, each ended by a line feed: {@code promised BALLOT}, {@code accepted BALLOT}, {@code founder
     * FOUNDER}.
     */
    public String toText() {
        StringBuilder text = new StringBuilder();
        promised.ifPresent(p -> text.append(PROMISED).append(FoundingText.of(p)).append('\n'));
        accepted.ifPresent(a -> text.append(ACCEPTED)
                .append(FoundingText.of(a.ballot()))
                .append('\n')
                .append(FOUNDER)
                .append(FoundingText.of(a.founder()))
                .append('\n'));
        return text.toString();
    }

    /**
     * Reads what {@link #toText} wrote.
     *
     * @throws IllegalArgumentException if it is something else; a record that cannot be read must not be taken for
     *     an empty one
     */
    public static FoundingRecord parse(String text) {
        String[] lines = text.split("\n", -1);
        if (!lines[lines.length - 1].isEmpty() || lines.length == 3 || lines.length > 4) {
            throw new IllegalArgumentException(
                    "a founding record is none, one or three whole lines, not '" + text + "'");
        }
        if (lines.length == 1) {
            return EMPTY;
        }
        Optional<Ballot> promised = Optional.of(FoundingText.ballot(after(PROMISED, lines[0])));
        if (lines.length == 2) {
            return new FoundingRecord(promised, Optional.empty());
        }
        return new FoundingRecord(
                promised,
                Optional.of(new AcceptedFounder(
                        FoundingText.ballot(after(ACCEPTED, lines[1])),
                        FoundingText.founder(after(FOUNDER, lines[2])))));
    }

    private static String after(String key, String line) {
        if (!line.startsWith(key)) {
            throw new IllegalArgumentException("'" + line + "' does not begin with '" + key + "'");
        }
        return line.substring(key.length());
    }
}
