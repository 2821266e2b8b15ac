package dev.quorumvip.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is wanted of a virtual IP. The descriptions of the components are those of the schema. */
@JsonInclude(Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "!(has(self.interface) && self.interfaceBySubnet)",
        message = "give 'interface', or have it found by the subnet, not both",
        fieldPath = ".interfaceBySubnet",
        reason = "FieldValueForbidden")
public record VirtualIPSpec(
        @JsonPropertyDescription(
                "One to eight addresses, each with its prefix, such as 192.0.2.5/24 or 2001:db8::5/64. All are on the same node.")
        @Required
        @Size(min = 1, max = 8)
        @ValidationRule(
                value = AddressRules.FORM,
                messageExpression = AddressRules.FORM_SAYS,
                message = "each must be ADDRESS/PREFIX, such as 192.0.2.5/24 or 2001:db8::5/64")
        @ValidationRule(
                value = AddressRules.PREFIX,
                messageExpression = AddressRules.PREFIX_SAYS,
                message = "each prefix must be 1 or more")
        @ValidationRule(
                value = AddressRules.SERVABLE,
                messageExpression = AddressRules.SERVABLE_SAYS,
                message = "each must be an address that a host can have on a segment")
        @ValidationRule(
                value = AddressRules.NETWORK,
                messageExpression = AddressRules.NETWORK_SAYS,
                message = "none may be its network's own address")
        @ValidationRule(
                value = AddressRules.BROADCAST,
                messageExpression = AddressRules.BROADCAST_SAYS,
                message = "none may be its network's broadcast address")
        @ValidationRule(
                value = AddressRules.ONCE,
                messageExpression = AddressRules.ONCE_SAYS,
                message = "none may be given twice")
        List<@Size(max = 49) String> addresses,

        @JsonPropertyDescription(
                "The interface that carries them, or a pattern with * and ? for its name. Default: each node's own.")
        @JsonProperty("interface")
        @Size(min = 1, max = 15)
        @ValidationRule(
                value = "self.matches('^[!-.0-9;-~]+$') && self != '.' && self != '..'",
                message =
                        "must be a Linux interface's name, 1 to 15 characters without '/', ':' or blanks, or a pattern with '*' and '?' for such names")
        @Nullable
        String interfaceName,

        @JsonPropertyDescription("True: the interface that has an address in the virtual IP's subnet.")
        @Default("false")
        Boolean interfaceBySubnet,

        @JsonPropertyDescription("Labels that a node must have to be given the virtual IP.")
        @Size(max = 16)
        @ValidationRule(
                value = "self.all(k, !format.qualifiedName().validate(k).hasValue())",
                message =
                        "each key must be a label's: letters, digits, '-', '_' and '.', begun and ended by a letter or digit, with or without a DNS name and '/' before it")
        @ValidationRule(
                value = "self.all(k, !format.labelValue().validate(self[k]).hasValue())",
                message =
                        "each value must be a label's: up to 63 letters, digits, '-', '_' and '.', begun and ended by a letter or digit")
        Map<String, @Size(max = 63) String> nodeSelector,

        @JsonPropertyDescription(
                "Names of nodes in the order in which they are preferred; those that are not named come last.")
        @Size(max = 50)
        @ValidationRule(
                value = "self.all(n, !format.dns1123Subdomain().validate(n).hasValue())",
                message = "each must be the name of a node: lower-case letters, digits, '-' and '.'",
                messageExpression =
                        "\"'\" + self.filter(n, format.dns1123Subdomain().validate(n).hasValue())[0] + \"' is no name of a node: lower-case letters, digits, '-' and '.'\"")
        @ValidationRule(
                value = "self.all(n, self.exists_one(m, m == n))",
                message = "a node is named twice",
                messageExpression = "\"'\" + self.filter(n, !self.exists_one(m, m == n))[0] + \"' is named twice\"")
        List<@Size(max = 253) String> preferredNodes,

        @JsonPropertyDescription("Whether it moves from a healthy node to one that is preferred.") @Default("{}")
        Preemption preemption,

        @JsonPropertyDescription("What a node asks of itself before it is given the virtual IP; all must pass.")
        @Size(max = 16)
        @ValidationRule(
                value =
                        "self.map(c, has(c.http) && has(c.http.tls) && has(c.http.tls.ca) ? c.http.tls.ca.size() : 0).sum()"
                                + " <= 49152",
                message = "the certificates in 'ca' must be at most 48 KiB together")
        List<HealthCheck> healthChecks,

        @JsonPropertyDescription(
                "What happens when the health checks pass on no node: Release takes it off, Stay leaves it where it is.")
        @Default("Release")
        NoneHealthyPolicy ifNoneHealthy,

        @JsonPropertyDescription("How the segment is told where the virtual IP is.") @Default("{}")
        Announcement announcement,

        @JsonPropertyDescription(
                "What to do when a machine that is no node of the quorum has one of the addresses: Refuse claims it not, Report claims it all the same and says so.")
        @Default("Refuse")
        ConflictPolicy conflictPolicy,

        @JsonPropertyDescription(
                "The timing that the virtual IP needs. The agents have one timing; where theirs is another the virtual IP is not accepted. Default: whatever they run.")
        @Nullable
        Failover failover,

        @JsonPropertyDescription(
                "What a node does that reaches no majority: Release takes the virtual IP off, Keep goes on with it, so that it may be on two nodes at once.")
        @Default("Release")
        QuorumLossPolicy onQuorumLoss,

        @JsonPropertyDescription("True: it stays where it is, and is given to nobody.") @Default("false")
        Boolean paused,

        @JsonPropertyDescription("How long a node that failed the virtual IP is not given it, up to 1h.")
        @Default("1s")
        @Size(max = 16)
        @ValidationRule(
                value = Rules.FROM + "0s" + Rules.TO + "1h" + Rules.END,
                message = "must be a duration from 0s to 1h, such as 500ms, 2s or 1m")
        String lockDelay) {
    /** What is left out, or null, is the default. */
    public VirtualIPSpec {
        addresses = addresses == null ? List.of() : List.copyOf(addresses);
        interfaceBySubnet = interfaceBySubnet != null && interfaceBySubnet;
        nodeSelector = nodeSelector == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(nodeSelector));
        preferredNodes = preferredNodes == null ? List.of() : List.copyOf(preferredNodes);
        preemption = preemption == null ? Preemption.NEVER : preemption;
        healthChecks = healthChecks == null ? List.of() : List.copyOf(healthChecks);
        ifNoneHealthy = ifNoneHealthy == null ? NoneHealthyPolicy.RELEASE : ifNoneHealthy;
        announcement = announcement == null ? Announcement.USUAL : announcement;
        conflictPolicy = conflictPolicy == null ? ConflictPolicy.REFUSE : conflictPolicy;
        onQuorumLoss = onQuorumLoss == null ? QuorumLossPolicy.RELEASE : onQuorumLoss;
        paused = paused != null && paused;
        lockDelay = lockDelay == null ? "1s" : lockDelay;
    }
}
