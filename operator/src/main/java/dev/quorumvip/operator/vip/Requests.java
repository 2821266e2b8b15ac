package dev.quorumvip.operator.vip;

import dev.quorumvip.api.FieldError;
import dev.quorumvip.api.Problem;
import dev.quorumvip.api.ProblemReason;
import dev.quorumvip.api.VipSpec;
import dev.quorumvip.client.AgentCallException;
import dev.quorumvip.operator.agents.AgentApi;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells an agent what is wanted, and makes of its answer whether that is accepted. */
final class Requests {
    private Requests() {}

    static Acceptance put(AgentApi agent, String name, VipSpec spec, boolean takeOver) {
        try {
            agent.putVip(name, spec, takeOver);
            return new Acceptance.Open("the agents have been told");
        } catch (AgentCallException e) {
            String message = message(e);
            return e.lasting()
                    ? new Acceptance.Refused(e.reason().map(Requests::reason).orElse("Refused"), message)
                    : new Acceptance.Open(message);
        }
    }

    private static String reason(ProblemReason reason) {
        return switch (reason) {
            case ADDRESS_IN_USE -> "AddressInUse";
            case NODE_ADDRESS -> "NodeAddress";
            case OWNED -> "OwnedByAnother";
            case STALE -> "Stale";
            case CONFLICT -> "Conflict";
            default -> "InvalidDefinition";
        };
    }

    /** A condition's message is one line. */
    private static String message(AgentCallException e) {
        Optional<List<FieldError>> errors = e.problem().map(Problem::errors);
        return errors.map(all -> all.stream()
                        .map(error -> error.field() + ": " + error.detail())
                        .collect(Collectors.joining("; ")))
                .orElse(String.valueOf(e.getMessage()).replace('\n', ' '));
    }
}
