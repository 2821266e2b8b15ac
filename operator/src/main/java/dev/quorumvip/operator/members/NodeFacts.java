package dev.quorumvip.operator.members;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a Kubernetes node is, as far as members are concerned.
 *
 * @param name its name
 * @param labels its labels
 * @param leaving why it should hold no VIPs; empty if it may
 */
public record NodeFacts(String name, Map<String, String> labels, Optional<String> leaving) {
    public NodeFacts {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }
}
