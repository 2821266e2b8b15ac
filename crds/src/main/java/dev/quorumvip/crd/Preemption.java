package dev.quorumvip.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Whether a virtual IP moves from a healthy node to one that is preferred. */
@JsonInclude(Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "self.policy != 'Delayed' || has(self.delay)",
        message = "'delay' is missing: delayed by how long, such as 30s?",
        fieldPath = ".delay",
        reason = "FieldValueRequired")
@ValidationRule(
        value = "self.policy == 'Delayed' || !has(self.delay)",
        message = "'delay' goes with the policy Delayed only",
        fieldPath = ".delay",
        reason = "FieldValueForbidden")
public record Preemption(
        @JsonPropertyDescription(
                "Never: it stays where it is. Always: it moves at once. Delayed: it moves when the preferred node could have had it for the whole delay.")
        @Default("Never")
        PreemptionPolicy policy,

        @JsonPropertyDescription("With Delayed, and only then: 100ms to 24h.")
        @Nullable
        @Size(max = 16)
        @ValidationRule(
                value = Rules.FROM + "100ms" + Rules.TO + "24h" + Rules.END,
                message = "must be a duration from 100ms to 24h, such as 500ms, 2s or 1m")
        String delay) {
    /** It stays where it is. */
    public static final Preemption NEVER = new Preemption(PreemptionPolicy.NEVER, null);

    /** What is left out, or null, is the default. */
    public Preemption {
        policy = policy == null ? PreemptionPolicy.NEVER : policy;
    }
}
