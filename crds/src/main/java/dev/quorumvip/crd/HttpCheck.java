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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Passes if an HTTP request is answered as expected. Redirects are not followed. */
@JsonInclude(Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "!has(self.body) || self.method != 'HEAD'",
        message = "cannot be expected of HEAD, whose answer has none",
        fieldPath = ".body",
        reason = "FieldValueForbidden")
@ValidationRule(
        value = "!has(self.tls) || self.scheme == 'HTTPS'",
        message = "is of no use with the scheme HTTP: give scheme HTTPS",
        fieldPath = ".tls",
        reason = "FieldValueForbidden")
public record HttpCheck(
        @JsonPropertyDescription("1 to 65535.") @Required @Min(1) @Max(65535)
        Integer port,

        @JsonPropertyDescription("HTTP or HTTPS.") @Default("HTTP")
        HttpScheme scheme,

        @JsonPropertyDescription("Where to connect to, an IP address or a host name.")
        @Default("127.0.0.1")
        @Size(max = 253)
        @ValidationRule(value = Rules.HOST, message = "must be a host name, or the IP address of one machine")
        String host,

        @JsonPropertyDescription("The path with its query.")
        @Default("/")
        @Size(max = 1024)
        @ValidationRule(
                value = "self.matches('^/[!-\"$-~]*$')",
                message = "must begin with '/' and have visible ASCII characters other than '#'")
        String path,

        @JsonPropertyDescription("GET, HEAD, POST or OPTIONS, without a body.") @Default("GET")
        HttpMethod method,

        @JsonPropertyDescription("Headers that are sent in addition.")
        @Size(max = 16)
        @ValidationRule(
                value = "self.all(h, h.size() <= 64 && h.matches('^[!#$%&\\'*+.^_`|~0-9A-Za-z-]+$'))",
                message = "each name must be a header's, of at most 64 characters")
        @ValidationRule(
                value = "self.all(h, self[h].matches('^([!-~]([ -~]*[!-~])?)?$'))",
                message = "each value must be visible ASCII characters with blanks between them")
        @ValidationRule(
                value =
                        "self.all(h, !(h.lowerAscii() in ['host', 'connection', 'content-length', 'expect', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade']))",
                message = "Host is given as hostHeader, and what belongs to the connection cannot be set",
                reason = "FieldValueForbidden")
        @ValidationRule(
                value = "self.all(h, self.exists_one(other, other.lowerAscii() == h.lowerAscii()))",
                message = "a header is given twice, in capital and in small letters")
        @ValidationRule(
                value = "self.map(h, h.size() + self[h].size()).sum() <= 8192",
                message = "must be at most 8192 characters together")
        Map<String, @Size(max = 4096) String> headers,

        @JsonPropertyDescription("The Host header. Default: host and port.")
        @Size(min = 1, max = 255)
        @Nullable
        @ValidationRule(
                value = "self.matches('^[A-Za-z0-9._:\\\\[\\\\]-]+$')",
                message = "must be a host, with or without a port")
        String hostHeader,

        @JsonPropertyDescription("Statuses that pass, each as one, such as \"204\", or a range.")
        @Default("[\"200-299\"]")
        @Size(min = 1, max = 16)
        @ValidationRule(
                value =
                        "self.all(s, s.matches('^[2-5][0-9]{2}(-[2-5][0-9]{2})?$') && (s.size() == 3 || s.substring(0, 3) <= s.substring(4)))",
                message =
                        "each must be a status within 200-599, such as 204, or a range from low to high, such as 200-299")
        List<@Size(max = 7) String> statuses,

        @JsonPropertyDescription("A text that the first 64 KiB of the answer must have.")
        @Size(min = 1, max = 1024)
        @Nullable
        String body,

        @JsonPropertyDescription("How the server must prove who it is; with scheme HTTPS.") @Nullable
        CheckTls tls) {
    /** What is left out, or null, is the default. */
    public HttpCheck {
        scheme = scheme == null ? HttpScheme.HTTP : scheme;
        host = host == null ? "127.0.0.1" : host;
        path = path == null ? "/" : path;
        method = method == null ? HttpMethod.GET : method;
        headers = headers == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(headers));
        statuses = statuses == null ? List.of("200-299") : List.copyOf(statuses);
    }
}
