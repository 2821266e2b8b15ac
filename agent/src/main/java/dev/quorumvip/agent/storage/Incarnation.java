package dev.quorumvip.agent.storage;

import java.util.List;

/**
 * Under what circumstances this node came to be.
 *
 * @param address its cluster port when it first started, as IP:PORT
 * @param former the node that ran from this directory before and belonged to a cluster; at most one
 */
public record Incarnation(String address, List<Long> former) {
    public Incarnation {
        former = List.copyOf(former);
        if (former.size() > 1) {
            throw new IllegalArgumentException("one node came before this one, at most");
        }
    }
}
