package dev.quorumvip.agent.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.agent.definition.FieldProblem;
import dev.quorumvip.agent.definition.NodeLabels;
import dev.quorumvip.api.ProblemReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The body of {@code PUT /v1/members/{id}/labels}, {@link dev.quorumvip.api.LabelsRequest}. */
final class LabelsBody {
    /** A Kubernetes node has some thirty; each is at most 380 bytes long. */
    static final int MOST = 128;

    private static final String LABELS = "labels";

    private LabelsBody() {}

    /**
     * The labels.
     *
     * @throws InvalidRequestException naming each label that is none
     */
    static SortedMap<String, String> read(byte[] body) throws InvalidRequestException {
        JsonNode labels = ObjectBody.read(body, List.of(LABELS)).path(LABELS);
        if (labels.isMissingNode() || labels.isNull()) {
            throw new InvalidRequestException(LABELS, ProblemReason.MISSING_FIELD, "'" + LABELS + "' is missing");
        }
        if (!labels.isObject()) {
            throw new InvalidRequestException(
                    LABELS, ProblemReason.WRONG_TYPE, "'" + LABELS + "' must be an object of strings");
        }
        if (labels.size() > MOST) {
            throw new InvalidRequestException(
                    LABELS,
                    ProblemReason.OUT_OF_RANGE,
                    "'" + LABELS + "' has " + labels.size() + " entries; there may be " + MOST);
        }
        SortedMap<String, String> read = new TreeMap<>();
        List<FieldProblem> problems = new ArrayList<>();
        for (Map.Entry<String, JsonNode> label : labels.properties()) {
            String field = LABELS + "." + RequestFields.shown(label.getKey());
            if (!label.getValue().isTextual()) {
                problems.add(new FieldProblem(field, ProblemReason.NOT_A_STRING, "'" + field + "' must be a string"));
                continue;
            }
            String value = label.getValue().asText();
            NodeLabels.problemOf(label.getKey(), value)
                    .ifPresent(problem -> problems.add(new FieldProblem(field, ProblemReason.INVALID_VALUE, problem)));
            read.put(label.getKey(), value);
        }
        if (!problems.isEmpty()) {
            throw new InvalidRequestException(problems);
        }
        return read;
    }
}
