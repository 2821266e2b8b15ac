package dev.quorumvip.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One question that a node asks of itself, by exactly one of {@code http}, {@code tcp} and {@code exec}. */
@JsonInclude(Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "[has(self.http), has(self.tcp), has(self.exec)].exists_one(kind, kind)",
        message = "must have exactly one of http, tcp and exec",
        messageExpression = "\"the check '\" + self.name + \"' must have exactly one of http, tcp and exec\"")
@ValidationRule(
        value = "!has(self.timeout) || !self.timeout.matches(" + Rules.DURATION + ") || !self.interval.matches("
                + Rules.DURATION + ") || duration(self.timeout) <= duration(self.interval)",
        message = "must not be longer than interval",
        messageExpression =
                "\"is \" + self.timeout + \", but must not be longer than the interval of \" + self.interval",
        fieldPath = ".timeout")
public record HealthCheck(
        @JsonPropertyDescription("A DNS label, one of its kind in the virtual IP.")
        @Required
        @Size(max = 63)
        @ValidationRule(
                value = "!format.dns1123Label().validate(self).hasValue()",
                message = "must be 1 to 63 lower-case letters, digits and hyphens, with no hyphen at the ends")
        String name,

        @JsonPropertyDescription("Passes if an HTTP request is answered as expected.") @Nullable
        HttpCheck http,

        @JsonPropertyDescription("Passes if a TCP connection can be made.") @Nullable
        TcpCheck tcp,

        @JsonPropertyDescription("Passes if a program ends with status 0. The agents must allow such checks.") @Nullable
        ExecCheck exec,

        @JsonPropertyDescription("From the begin of one run to the begin of the next, 100ms to 1h.")
        @Default("1s")
        @Size(max = 16)
        @ValidationRule(
                value = Rules.FROM + "100ms" + Rules.TO + "1h" + Rules.END,
                message = "must be a duration from 100ms to 1h, such as 500ms, 2s or 1m")
        String interval,

        @JsonPropertyDescription(
                "For all of a run, 10ms to 1m, and no more than interval. Default: 500ms, or the interval if that is shorter.")
        @Nullable
        @Size(max = 16)
        @ValidationRule(
                value = Rules.FROM + "10ms" + Rules.TO + "1m" + Rules.END,
                message = "must be a duration from 10ms to 1m, such as 500ms, 2s or 1m")
        String timeout,

        @JsonPropertyDescription("So many failures in a row make it fail, 1 to 100.") @Default("3") @Min(1) @Max(100)
        Integer failureThreshold,

        @JsonPropertyDescription("So many successes in a row make it pass, 1 to 100.") @Default("2") @Min(1) @Max(100)
        Integer successThreshold,

        @JsonPropertyDescription("Before the first run, up to 1h.")
        @Default("0s")
        @Size(max = 16)
        @ValidationRule(
                value = Rules.FROM + "0s" + Rules.TO + "1h" + Rules.END,
                message = "must be a duration from 0s to 1h, such as 500ms, 2s or 1m")
        String startDelay) {
    /** What is left out, or null, is the default. */
    public HealthCheck {
        interval = interval == null ? "1s" : interval;
        failureThreshold = failureThreshold == null ? Integer.valueOf(3) : failureThreshold;
        successThreshold = successThreshold == null ? Integer.valueOf(2) : successThreshold;
        startDelay = startDelay == null ? "0s" : startDelay;
    }
}
