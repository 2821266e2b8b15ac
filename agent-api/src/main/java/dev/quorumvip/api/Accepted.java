package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body of a 202: the change is in the log; addresses follow within a few lease durations.
 *
 * @param message always {@code OK}, as in dqlite-vip
 * @param warnings sentences for people, about what was asked for; left out if there are none
 */
public record Accepted(
        String message,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> warnings) {
    /** With nothing to say. */
    public static final Accepted OK = new Accepted("OK", null);

    public Accepted {
        warnings = warnings == null ? null : List.copyOf(warnings);
    }

    /** With whatever there is to say. */
    public static Accepted with(List<String> warnings) {
        return warnings.isEmpty() ? OK : new Accepted("OK", warnings);
    }
}
