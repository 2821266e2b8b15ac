package dev.quorumvip.operator.quorum;

import dev.quorumvip.api.MembershipState;
import java.util.List;
import java.util.stream.Collectors;

/** Says why no more is known of the cluster, for people. */
final class Explanation {
    private static final int NAMED = 5;

    private Explanation() {}

    static String of(Reach reach, List<AgentSight> agents) {
        return switch (reach) {
            case CONFIRMED -> "";
            case NO_AGENTS -> "there is no agent's Pod: does the DaemonSet select any node?";
            case UNFORMED -> "the agents are in no cluster yet: " + standings(agents);
            case UNREACHABLE ->
                agents.stream().anyMatch(AgentSight::confirmed)
                        ? "what the agents know is being read"
                        : "no agent answers: " + troubles(agents);
            case NO_QUORUM -> "no majority of the voters answers the agents that can be reached";
            case SPLIT ->
                "the agents are not one cluster: "
                        + agents.stream()
                                .filter(a -> a.clusterId().isPresent())
                                .map(a -> a.agent().node() + " in "
                                        + a.clusterId().get())
                                .limit(NAMED)
                                .collect(Collectors.joining(", "));
        };
    }

    private static String standings(List<AgentSight> agents) {
        return agents.stream()
                .flatMap(a -> a.state().map(state -> a.agent().node() + " " + word(state)).stream())
                .limit(NAMED)
                .collect(Collectors.joining(", "));
    }

    private static String word(MembershipState state) {
        return switch (state) {
            case UNFORMED -> "waits to be told";
            case FORMING -> "forms one";
            case JOINING -> "asks to be let in";
            case MEMBER -> "is in one";
            case REMOVED -> "was removed from one";
            case UNRECOGNISED -> "says something new";
        };
    }

    private static String troubles(List<AgentSight> agents) {
        return agents.stream()
                .flatMap(a -> a.trouble().map(why -> a.agent().node() + ": " + why).stream())
                .limit(NAMED)
                .collect(Collectors.joining("; "));
    }
}
