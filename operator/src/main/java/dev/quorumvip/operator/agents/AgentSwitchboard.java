package dev.quorumvip.operator.agents;

import java.util.Collection;

/** Gets hold of agents. */
public interface AgentSwitchboard {
    /** The agent of that Pod. Nothing is sent before something is asked. */
    AgentApi to(AgentPod agent);

    /** Lets go of agents that have no Pod any more. */
    void forgetAllBut(Collection<AgentPod> agents);
}
