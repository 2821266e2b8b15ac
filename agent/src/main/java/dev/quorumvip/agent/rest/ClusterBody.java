package dev.quorumvip.agent.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.config.PeerAddress;
import dev.quorumvip.agent.definition.FieldProblem;
import dev.quorumvip.agent.founding.Instruction;
import dev.quorumvip.api.ProblemReason;
import java.util.ArrayList;
import java.util.List;

/** The body of {@code POST /v1/cluster}, {@link dev.quorumvip.api.ClusterRequest}. */
final class ClusterBody {
    private static final String INITIAL_PEERS = "initialPeers";
    private static final String JOIN = "join";

    private ClusterBody() {}

    /**
     * What the node is told.
     *
     * @throws InvalidRequestException naming each address that is none
     */
    static Instruction read(byte[] body) throws InvalidRequestException {
        JsonNode tree = ObjectBody.read(body, List.of(INITIAL_PEERS, JOIN));
        if (tree.hasNonNull(INITIAL_PEERS) && tree.hasNonNull(JOIN)) {
            throw new InvalidRequestException(
                    JOIN,
                    ProblemReason.INVALID_VALUE,
                    "give '" + INITIAL_PEERS + "' or '" + JOIN + "', not both: a node founds a cluster or joins one");
        }
        if (tree.hasNonNull(JOIN)) {
            return new Instruction.Join(addresses(JOIN, tree.get(JOIN), Instruction.MOST_CONTACTS));
        }
        if (tree.hasNonNull(INITIAL_PEERS)) {
            return new Instruction.Found(addresses(INITIAL_PEERS, tree.get(INITIAL_PEERS), Instruction.MOST_FOUNDERS));
        }
        throw new InvalidRequestException(
                INITIAL_PEERS, ProblemReason.MISSING_FIELD, "give '" + INITIAL_PEERS + "' or '" + JOIN + "'");
    }

    private static List<ClusterAddress> addresses(String field, JsonNode list, int most)
            throws InvalidRequestException {
        if (!list.isArray()) {
            throw new InvalidRequestException(
                    field, ProblemReason.WRONG_TYPE, "'" + field + "' must be a list of strings");
        }
        if (list.isEmpty() || list.size() > most) {
            throw new InvalidRequestException(
                    field,
                    ProblemReason.OUT_OF_RANGE,
                    "'" + field + "' has " + list.size() + " entries, and must have 1 to " + most);
        }
        List<ClusterAddress> addresses = new ArrayList<>();
        List<FieldProblem> problems = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String entry = field + "[" + i + "]";
            if (!list.get(i).isTextual()) {
                problems.add(new FieldProblem(
                        entry, ProblemReason.NOT_A_STRING, "each of '" + field + "' must be a string"));
                continue;
            }
            try {
                ClusterAddress address = PeerAddress.parse(list.get(i).asText());
                if (addresses.contains(address)) {
                    problems.add(
                            new FieldProblem(entry, ProblemReason.INVALID_VALUE, "'" + address + "' is given twice"));
                }
                addresses.add(address);
            } catch (IllegalArgumentException e) {
                problems.add(new FieldProblem(entry, ProblemReason.INVALID_VALUE, String.valueOf(e.getMessage())));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidRequestException(problems);
        }
        return addresses;
    }
}
