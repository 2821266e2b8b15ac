package dev.quorumvip.agent.membership;

import dev.quorumvip.agent.state.Member;

/**
 * How many members are to vote, and which.
 *
 * @param most at most so many; odd, 1 to {@value #MOST_VOTERS}
 * @param zoneLabel the label that says in which zone a member is: voters are spread over the zones. Members without it
 *     are in one zone together
 */
public record VoterRules(int most, String zoneLabel) {
    /** More voters make each decision slower and survive no more than three deaths better. */
    public static final int MOST_VOTERS = 7;

    /** What Kubernetes calls it. */
    public static final String DEFAULT_ZONE_LABEL = "topology.kubernetes.io/zone";

    /** Seven voters, spread over what Kubernetes calls zones. */
    public static final VoterRules DEFAULT = new VoterRules(MOST_VOTERS, DEFAULT_ZONE_LABEL);

    public VoterRules {
        if (most < 1 || most > MOST_VOTERS || most % 2 == 0) {
            throw new IllegalArgumentException(most + " is not an odd number from 1 to " + MOST_VOTERS);
        }
    }

    /** The zone of {@code member}; empty for one that does not say. */
    String zoneOf(Member member) {
        return member.labels().getOrDefault(zoneLabel, "");
    }
}
