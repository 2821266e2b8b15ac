package dev.quorumvip.operator.agents;

import java.util.List;

/** Which agents there are. */
public interface AgentPods {
    /** Every agent that has a Pod on a node with an address, by node. */
    List<AgentPod> list();

    /** Has {@code told} run whenever that list may have changed; on a thread of somebody else's, so it must be quick. */
    void onChange(Runnable told);
}
