package dev.quorumvip.agent.rest;

import dev.quorumvip.agent.definition.FieldProblem;
import dev.quorumvip.api.FieldError;
import dev.quorumvip.api.ProblemReason;
import java.util.List;
import java.util.stream.Collectors;

/** Fields of the request are wrong whatever the cluster's state: 400. */
public final class InvalidRequestException extends ControlPlaneException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final transient List<FieldError> errors;

    /**
     * Names the field and what is wrong with it.
     *
     * @param field a property of the body, a parameter of the path, or {@code "body"} for the body as a whole
     * @param reason the kind of refusal
     * @param message one sentence, with the mend
     */
    public InvalidRequestException(String field, ProblemReason reason, String message) {
        super(reason, message);
        this.field = field;
        this.errors = List.of(new FieldError(field, reason, message));
    }

    /**
     * Names every field that is wrong; the first stands for all where there is room for one.
     *
     * @param problems at least one
     */
    public InvalidRequestException(List<FieldProblem> problems) {
        super(problems.getFirst().reason(), message(problems));
        this.field = problems.getFirst().field();
        this.errors = problems.stream()
                .map(problem -> new FieldError(problem.field(), problem.reason(), problem.message()))
                .toList();
    }

    private static String message(List<FieldProblem> problems) {
        return problems.size() == 1
                ? problems.getFirst().message()
                : problems.size() + " problems: "
                        + problems.stream().map(FieldProblem::toString).collect(Collectors.joining("; "));
    }

    /** The part of the request that is wrong, or the first of them. */
    public String field() {
        return field;
    }

    /** All that is wrong. */
    public List<FieldError> errors() {
        return errors;
    }
}
