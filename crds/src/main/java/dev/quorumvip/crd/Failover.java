package dev.quorumvip.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The timing that a virtual IP needs: a profile, or a lease and how often it is renewed. */
@JsonInclude(Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "has(self.profile) != (has(self.leaseDuration) || has(self.renewInterval))",
        message = "give either a profile, or leaseDuration and renewInterval")
@ValidationRule(
        value = "has(self.leaseDuration) == has(self.renewInterval)",
        message = "leaseDuration and renewInterval go together",
        reason = "FieldValueRequired")
@ValidationRule(
        value =
                "!has(self.leaseDuration) || !has(self.renewInterval) || !self.leaseDuration.matches(" + Rules.DURATION
                        + ") || !self.renewInterval.matches(" + Rules.DURATION
                        + ") || duration(self.renewInterval) + duration(self.renewInterval) + duration(self.renewInterval) + duration(self.renewInterval) + duration(self.renewInterval) <= duration(self.leaseDuration)",
        message = "must be at most a fifth of leaseDuration, so that a lease outlives lost renewals",
        fieldPath = ".renewInterval")
public record Failover(
        @JsonPropertyDescription(
                "Fast: a lease of 200ms, renewed each 40ms. Balanced: 500ms and 100ms. Conservative: 2s and 400ms. Not together with the other two.")
        @Nullable
        FailoverProfile profile,

        @JsonPropertyDescription("How long a lease lasts, 100ms to 30s; together with renewInterval.")
        @Nullable
        @Size(max = 16)
        @ValidationRule(
                value = Rules.FROM + "100ms" + Rules.TO + "30s" + Rules.END,
                message = "must be a duration from 100ms to 30s, such as 500ms, 2s or 1m")
        String leaseDuration,

        @JsonPropertyDescription("How often it is renewed, 10ms to a fifth of leaseDuration.")
        @Nullable
        @Size(max = 16)
        @ValidationRule(
                value = Rules.FROM + "10ms" + Rules.TO + "6s" + Rules.END,
                message = "must be a duration from 10ms to 6s, such as 500ms, 2s or 1m")
        String renewInterval) {}
