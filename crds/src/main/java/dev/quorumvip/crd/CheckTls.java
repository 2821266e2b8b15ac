package dev.quorumvip.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How the server of an HTTPS check must prove who it is; without anything, to the node's trusted authorities. */
@JsonInclude(Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "!(has(self.ca) && self.skipVerify)",
        message = "is of no use if any certificate will do",
        fieldPath = ".ca",
        reason = "FieldValueForbidden")
public record CheckTls(
        @JsonPropertyDescription("The authorities to trust, as certificates in PEM.")
        @Size(max = 32768)
        @Nullable
        @ValidationRule(
                value = "self.contains('-----BEGIN CERTIFICATE-----') && self.contains('-----END CERTIFICATE-----')",
                message = "must be certificates in PEM, which begin with -----BEGIN CERTIFICATE-----")
        String ca,

        @JsonPropertyDescription(
                "The name that the certificate must have, and that is asked for. Default: the check's host.")
        @Size(min = 1, max = 253)
        @Nullable
        @ValidationRule(value = Rules.HOST_NAME, message = "must be a host name")
        String serverName,

        @JsonPropertyDescription("True: any certificate will do. Not together with ca.") @Default("false")
        Boolean skipVerify) {
    /** What is left out, or null, is the default. */
    public CheckTls {
        skipVerify = skipVerify != null && skipVerify;
    }
}
