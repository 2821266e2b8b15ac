package dev.quorumvip.operator.members;

import java.util.List;

/** Which nodes Kubernetes has. */
public interface NodeSource {
    /** Every node. */
    List<NodeFacts> list();

    /** Whether the list has been read at all; before that an empty one means nothing. */
    boolean known();
}
