package dev.quorumvip.agent.storage;

import java.util.List;

/**
 * The node of this directory is given up, and another is to start in it. The record is there from then until that one
 * is complete, so that a crash in between changes nothing.
 *
 * @param former the node that belonged to a cluster; at most one, and none if no node of this directory did
 */
record Succession(List<Long> former) {
    Succession {
        former = List.copyOf(former);
    }
}
