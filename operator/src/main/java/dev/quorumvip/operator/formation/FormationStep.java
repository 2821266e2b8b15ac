package dev.quorumvip.operator.formation;

import dev.quorumvip.operator.agents.AgentPod;
import java.util.List;

/** What is to be done next so that the agents are one cluster. */
public sealed interface FormationStep {
    /** To write down who founds the cluster, before anybody is told. */
    record Decide(Founding founding) implements FormationStep {}

    /** To write down which cluster there is. */
    record Remember(Founding founding) implements FormationStep {}

    /** To tell an agent that it founds a cluster together with others. */
    record Found(AgentPod agent, List<String> founders) implements FormationStep {
        public Found {
            founders = List.copyOf(founders);
        }
    }

    /** To tell an agent whom to ask to be let in. */
    record Join(AgentPod agent, List<String> contacts) implements FormationStep {
        public Join {
            contacts = List.copyOf(contacts);
        }
    }

    /** Nothing may be done before a person has looked. */
    record Halt(String why) implements FormationStep {}

    /** Nothing is to be done yet. */
    record Wait(String why) implements FormationStep {}
}
