package dev.quorumvip.api;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Body of {@code PUT /v1/members/{id}/labels}.
 *
 * @param labels all labels of the member, in Kubernetes' syntax, at most 128; those that it has and that are not here
 *     are taken away, also those of its own configuration, which counts for its labels no more
 */
public record LabelsRequest(Map<String, String> labels) {
    public LabelsRequest {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }
}
