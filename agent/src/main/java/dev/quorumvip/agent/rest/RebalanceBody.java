package dev.quorumvip.agent.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.api.ProblemReason;

/** The body of {@code POST /v1/rebalance}, {@link dev.quorumvip.api.RebalanceRequest}. */
final class RebalanceBody {
    /** More at once is no rebalancing but an outage. */
    static final int MOST = 100;

    private static final String TOGETHER = "together";

    private RebalanceBody() {}

    /**
     * How many may be on the move at once: 1 unless the body says otherwise, which may be empty.
     *
     * @throws InvalidRequestException if it says something else
     */
    static int read(byte[] body) throws InvalidRequestException {
        if (body.length == 0) {
            return 1;
        }
        JsonNode tree = BodyTree.read(body);
        if (!tree.isObject()) {
            throw BodyTree.malformed("expected a JSON object with " + TOGETHER);
        }
        for (var field : tree.properties()) {
            if (!field.getKey().equals(TOGETHER)) {
                String shown = RequestFields.shown(field.getKey());
                throw new InvalidRequestException(
                        shown, ProblemReason.UNKNOWN_FIELD, "unknown field '" + shown + "'; there is " + TOGETHER);
            }
        }
        JsonNode together = tree.path(TOGETHER);
        if (together.isMissingNode() || together.isNull()) {
            return 1;
        }
        if (!together.isIntegralNumber()) {
            throw new InvalidRequestException(
                    TOGETHER, ProblemReason.WRONG_TYPE, "'" + TOGETHER + "' must be a whole number");
        }
        if (!together.canConvertToInt() || together.asInt() < 1 || together.asInt() > MOST) {
            throw new InvalidRequestException(
                    TOGETHER, ProblemReason.OUT_OF_RANGE, "'" + TOGETHER + "' must be 1 to " + MOST);
        }
        return together.asInt();
    }
}
