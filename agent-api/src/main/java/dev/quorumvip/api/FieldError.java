package dev.quorumvip.api;

/**
 * One of several things wrong with a request.
 *
 * @param field the part of the request, such as {@code addresses[1]} or {@code preemption.delay}
 * @param reason the kind of refusal
 * @param detail what was wrong and, where there is one, the mend
 */
public record FieldError(String field, ProblemReason reason, String detail) {}
