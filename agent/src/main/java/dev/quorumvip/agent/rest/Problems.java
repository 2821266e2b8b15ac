package dev.quorumvip.agent.rest;

import dev.quorumvip.api.FieldError;
import dev.quorumvip.api.Json;
import dev.quorumvip.api.Problem;
import dev.quorumvip.api.ProblemReason;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Every refusal as {@code application/problem+json} (RFC 9457). */
final class Problems {
    /** The media type. */
    static final String MEDIA_TYPE = "application/problem+json";

    private Problems() {}

    /** A refusal by the agent. */
    static Response of(ControlPlaneException refusal) {
        String message = String.valueOf(refusal.getMessage());
        return switch (refusal) {
            case InvalidRequestException invalid ->
                problem(
                        400,
                        invalid.reason(),
                        message,
                        invalid.field(),
                        invalid.errors().size() == 1 ? null : invalid.errors());
            case UnknownNameException unknown -> problem(404, unknown.reason(), message, null);
            case ConflictException conflict -> problem(409, conflict.reason(), message, conflict.field());
            case NoQuorumException lost -> unavailable(lost.reason(), message);
        };
    }

    /** No answer in time, or no place to run. */
    static Response of(CallGate.NoAnswerException silence) {
        return unavailable(silence.reason(), String.valueOf(silence.getMessage()));
    }

    /** As many streams as there may be are read already. */
    static Response tooManyStreams() {
        return unavailable(
                ProblemReason.BUSY,
                "all " + HttpLimits.STREAMS + " streams of this agent are in use; ask another, or with follow=false");
    }

    /** The caller may not do this. */
    static Response forbidden(String why) {
        return problem(403, ProblemReason.FORBIDDEN, why, null);
    }

    /** No route has this path. */
    static Response noSuchPath() {
        return problem(404, ProblemReason.UNKNOWN_PATH, "there is no such path; GET /openapi.json lists them", null);
    }

    /** RFC 9110 §15.5.6: {@code Allow} is part of a 405. */
    static Response wrongMethod(SortedSet<String> allowed) {
        String methods = String.join(", ", allowed);
        return problem(405, ProblemReason.METHOD_NOT_ALLOWED, "this path takes " + methods, null)
                .with("Allow", methods);
    }

    /** The connection is closed after this one: the rest of the body may still be on its way. */
    static Response bodyTooLarge() {
        return problem(
                        413,
                        ProblemReason.BODY_TOO_LARGE,
                        "the body is longer than " + HttpLimits.BODY_BYTES + " bytes",
                        RequestFields.BODY)
                .with("Connection", "close");
    }

    /** A fault of the agent, which keeps the particulars in its log. */
    static Response internalError() {
        return problem(500, ProblemReason.INTERNAL_ERROR, "the agent failed to answer; its log has more", null);
    }

    private static Response unavailable(ProblemReason reason, String message) {
        return problem(503, reason, message, null).with("Retry-After", "1");
    }

    private static Response problem(int status, ProblemReason reason, String message, @Nullable String field) {
        return problem(status, reason, message, field, null);
    }

    private static Response problem(
            int status,
            ProblemReason reason,
            String message,
            @Nullable String field,
            @Nullable List<FieldError> errors) {
        Problem problem = new Problem("about:blank", title(status), status, message, message, reason, field, errors);
        return new Response(status, MEDIA_TYPE, Map.of(), Json.bytes(problem));
    }

    /** RFC 9110 §15. */
    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Unavailable";
            default -> throw new IllegalArgumentException("no title for " + status);
        };
    }
}
