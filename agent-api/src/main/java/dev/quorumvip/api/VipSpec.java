package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a virtual IP: the body of {@code PUT /v1/vips/{name}}, and {@code spec} in what is read back. What is
 * left out, or null, is the default; an agent always writes it out. Lengths of time are texts such as {@code 250ms},
 * {@code 2s}, {@code 1m} or {@code 1h}.
 *
 * @param address for a virtual IP of one address, in place of {@code addresses}; an agent never writes it
 * @param addresses each with its prefix, as {@link VipAddressSyntax} accepts it; all are on one holder
 * @param interfaceName the interface to bind them to, or a pattern with {@code *} and {@code ?}; default: each node's own
 * @param interfaceBySubnet true: the interface that has an address in the virtual IP's subnet
 * @param nodeSelector labels that a node must have to hold it
 * @param priorities by name of node, 0 to 1000, the highest first; 100 for nodes that are not named
 * @param preemption whether it moves to a node with a higher priority
 * @param healthChecks what a node asks of itself before it may hold it, all of which must pass: a list of objects
 *     {@code {"name":…, "http"|"tcp"|"exec":{…}, "interval":…, "timeout":…, "failures":…, "successes":…,
 *     "startDelay":…}}
 * @param ifNoneHealthy {@code release} or {@code stay}: what happens when they pass nowhere
 * @param announcement how the segment is told where it is
 * @param conflictPolicy {@code refuse} or {@code report}: what to do when a stranger has one of the addresses
 * @param failoverProfile {@code fast}, {@code balanced} or {@code conservative}: refused if the agent runs another timing,
 *     and given to no node that does
 * @param onQuorumLoss {@code release} or {@code keep}. With {@code keep} a holder that reaches no majority keeps the
 *     addresses, and they may be on two nodes at once
 * @param paused whether it stays where it is, and is given to nobody
 * @param lockDelay how long a node that failed it is passed over
 * @param owner the object elsewhere that this was made from, such as its uid: 1 to 128 printable characters of ASCII
 *     without blanks. Who sets or deletes a virtual IP that has an owner must name that one, or say that it takes over
 * @param ownerGeneration which version of that object this is, 0 or more: an older one is refused. Given with
 *     {@code owner}, and only then
 */
@JsonInclude(Include.NON_NULL)
public record VipSpec(
        @Nullable String address,
        @Nullable List<String> addresses,
        @JsonProperty("interface") @Nullable String interfaceName,
        @Nullable Boolean interfaceBySubnet,
        @Nullable Map<String, String> nodeSelector,
        @Nullable Map<String, Integer> priorities,
        @Nullable PreemptionSpec preemption,
        @Nullable List<Object> healthChecks,
        @Nullable String ifNoneHealthy,
        @Nullable AnnouncementSpec announcement,
        @Nullable String conflictPolicy,
        @Nullable String failoverProfile,
        @Nullable String onQuorumLoss,
        @Nullable Boolean paused,
        @Nullable String lockDelay,
        @Nullable String owner,
        @Nullable Long ownerGeneration) {
    public VipSpec {
        addresses = addresses == null ? null : List.copyOf(addresses);
        healthChecks = healthChecks == null ? null : List.copyOf(healthChecks);
        nodeSelector = nodeSelector == null ? null : Collections.unmodifiableMap(new TreeMap<>(nodeSelector));
        priorities = priorities == null ? null : Collections.unmodifiableMap(new TreeMap<>(priorities));
    }
}
