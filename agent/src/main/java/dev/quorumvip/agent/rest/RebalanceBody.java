package dev.quorumvip.agent.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.api.ProblemReason;
import dev.quorumvip.api.RebalancePolicy;
import java.util.List;
import java.util.Locale;

/**
 * The body of {@code POST /v1/rebalance}, {@link dev.quorumvip.api.RebalanceRequest}, which may be empty.
 *
 * @param together how many may be on the move at once
 */
record RebalanceBody(RebalancePolicy policy, int together) {
    /** More at once is no rebalancing but an outage. */
    static final int MOST = 100;

    private static final String TOGETHER = "together";
    private static final String POLICY = "policy";
    private static final List<String> FIELDS = List.of(POLICY, TOGETHER);

    /**
     * Once, and one after the other, unless the body says otherwise.
     *
     * @throws InvalidRequestException if it says something else
     */
    static RebalanceBody read(byte[] body) throws InvalidRequestException {
        if (body.length == 0) {
            return new RebalanceBody(RebalancePolicy.ONCE, 1);
        }
        JsonNode tree = ObjectBody.read(body, FIELDS);
        RebalancePolicy policy = policy(tree.path(POLICY));
        boolean saysHowMany = tree.hasNonNull(TOGETHER);
        if (policy == RebalancePolicy.NEVER && saysHowMany) {
            throw new InvalidRequestException(
                    TOGETHER, ProblemReason.INVALID_VALUE, "'" + TOGETHER + "' means nothing with the policy 'never'");
        }
        return new RebalanceBody(policy, saysHowMany ? together(tree.path(TOGETHER)) : 1);
    }

    private static RebalancePolicy policy(JsonNode policy) throws InvalidRequestException {
        if (policy.isMissingNode() || policy.isNull()) {
            return RebalancePolicy.ONCE;
        }
        if (!policy.isTextual()) {
            throw new InvalidRequestException(POLICY, ProblemReason.NOT_A_STRING, "'" + POLICY + "' must be a string");
        }
        for (RebalancePolicy known : RebalancePolicy.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(policy.asText())) {
                return known;
            }
        }
        throw new InvalidRequestException(
                POLICY,
                ProblemReason.INVALID_VALUE,
                "'" + RequestFields.shown(policy.asText()) + "' is unknown; there is once, always, never");
    }

    private static int together(JsonNode together) throws InvalidRequestException {
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
