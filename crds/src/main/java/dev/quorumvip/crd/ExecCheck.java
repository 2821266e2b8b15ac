package dev.quorumvip.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Passes if a program ends with status 0 in time. No shell is between. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ExecCheck(
        @JsonPropertyDescription("The program's absolute path, then its arguments.")
        @Required
        @Size(min = 1, max = 64)
        @ValidationRule(
                value = "self[0].startsWith('/') && !self[0].endsWith('/')",
                message = "must begin with the absolute path of a program")
        @ValidationRule(
                value = "self.map(part, part.size()).sum() <= 4096",
                message = "must be at most 4096 characters together")
        List<@Size(max = 4096) String> command) {
    public ExecCheck {
        command = command == null ? List.of() : List.copyOf(command);
    }
}
