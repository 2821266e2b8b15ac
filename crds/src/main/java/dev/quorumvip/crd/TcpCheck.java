package dev.quorumvip.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Passes if a TCP connection can be made. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record TcpCheck(
        @JsonPropertyDescription("1 to 65535.") @Required @Min(1) @Max(65535)
        Integer port,

        @JsonPropertyDescription("Where to connect to, an IP address or a host name.")
        @Default("127.0.0.1")
        @Size(max = 253)
        @ValidationRule(value = Rules.HOST, message = "must be a host name, or the IP address of one machine")
        String host) {
    /** What is left out, or null, is the default. */
    public TcpCheck {
        host = host == null ? "127.0.0.1" : host;
    }
}
