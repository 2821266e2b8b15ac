package dev.quorumvip.agent.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.api.ProblemReason;
import java.util.List;

/** A body that is one JSON object with no other fields than those it may have. */
final class ObjectBody {
    private ObjectBody() {}

    /**
     * The object.
     *
     * @param known the fields that it may have, in the order of messages
     * @throws InvalidRequestException if it is no object, or has another field
     */
    static JsonNode read(byte[] body, List<String> known) throws InvalidRequestException {
        JsonNode tree = BodyTree.read(body);
        if (!tree.isObject()) {
            throw BodyTree.malformed("expected a JSON object with " + String.join(", ", known));
        }
        for (var field : tree.properties()) {
            if (!known.contains(field.getKey())) {
                String shown = RequestFields.shown(field.getKey());
                throw new InvalidRequestException(
                        shown,
                        ProblemReason.UNKNOWN_FIELD,
                        "unknown field '" + shown + "'; there is " + String.join(", ", known));
            }
        }
        return tree;
    }
}
