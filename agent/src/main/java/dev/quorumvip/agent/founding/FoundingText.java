package dev.quorumvip.agent.founding;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.protocol.Message.Ballot;
import dev.quorumvip.agent.protocol.Message.Founder;
import java.util.UUID;

/**
 * Ballots and founders as text for the disk: {@code 4/7} and {@code 7 192.0.2.1:8800
 * 00112233-4455-6677-8899-aabbccddeeff}.
 */
public final class FoundingText {
    private FoundingText() {}

    /** {@code NUMBER/PROPOSER}. */
    public static String of(Ballot ballot) {
        return ballot.number() + "/" + ballot.proposer();
    }

    /** {@code NODE ADDRESS CLUSTER}, with one blank between. */
    public static String of(Founder founder) {
        return founder.node() + " " + founder.address() + " " + founder.clusterId();
    }

    /**
     * Reads what {@link #of(Ballot)} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Ballot ballot(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("'" + text + "' is no ballot: NUMBER/NODE expected");
        }
        return new Ballot(number(parts[0]), new NodeId(number(parts[1])));
    }

    /**
     * Reads what {@link #of(Founder)} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Founder founder(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("'" + text + "' is no founder: NODE ADDRESS CLUSTER expected");
        }
        return new Founder(new NodeId(number(parts[0])), ClusterAddress.parse(parts[1]), UUID.fromString(parts[2]));
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number", e);
        }
    }
}
