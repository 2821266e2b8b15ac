package dev.quorumvip.agent.definition;

import dev.quorumvip.api.ProblemReason;

/**
 * One thing wrong with a definition.
 *
 * @param field where, such as {@code addresses[1]} or {@code preemption.delay}
 * @param reason the kind of refusal
 * @param message what is wrong and what would be right, in one sentence
 */
public record FieldProblem(String field, ProblemReason reason, String message) {
    /** One line: {@code preemption.delay: …}. */
    @Override
    public String toString() {
        return field + ": " + message;
    }
}
