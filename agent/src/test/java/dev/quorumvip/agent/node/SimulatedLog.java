package dev.quorumvip.agent.node;

import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** The one order of all entries, and the state after each. Entry 0 is the empty beginning. */
final class SimulatedLog {
    private final List<List<Command>> entries = new ArrayList<>(List.of(List.of()));
    private final List<ClusterState> states = new ArrayList<>(List.of(ClusterState.unfounded()));
    private final BiFunction<ClusterState, Command, ClusterState.Applied> rules;

    /** @param rules what the state machine makes of a command, as a rule {@link ClusterState#apply} */
    SimulatedLog(BiFunction<ClusterState, Command, ClusterState.Applied> rules) {
        this.rules = rules;
    }

    List<Outcome> append(List<Command> commands) {
        ClusterState state = newest();
        List<Outcome> outcomes = new ArrayList<>();
        for (Command command : commands) {
            ClusterState.Applied applied = rules.apply(state, command);
            state = applied.state();
            outcomes.add(applied.outcome());
        }
        entries.add(commands);
        states.add(state);
        return outcomes;
    }

    int lastIndex() {
        return states.size() - 1;
    }

    List<Command> entry(int index) {
        return entries.get(index);
    }

    ClusterState at(int index) {
        return states.get(index);
    }

    ClusterState newest() {
        return states.getLast();
    }
}
