package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body of every refusal, {@code application/problem+json} after RFC 9457.
 *
 * @param type {@code about:blank}: {@code reason} tells the kinds apart
 * @param title the HTTP status in words (RFC 9457 §4.2.1)
 * @param status the HTTP status
 * @param detail what was wrong and, where there is one, the mend
 * @param message the same as {@code detail}, where clients of dqlite-vip look for it
 * @param reason the kind of refusal
 * @param field the part of the request that was wrong; left out when no single one was
 * @param errors all that was wrong, when it was more than one thing; left out otherwise
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String message,
        ProblemReason reason,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String field,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<FieldError> errors) {
    public Problem {
        errors = errors == null ? null : List.copyOf(errors);
    }
}
