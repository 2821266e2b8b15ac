package dev.quorumvip.agent.founding;

import dev.quorumvip.agent.cluster.ClusterAddress;
import java.net.Inet4Address;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How a node that waits to be told gets into a cluster. */
public sealed interface Instruction {
    /** As many voters as a cluster can have, hence as many founders. */
    int MOST_FOUNDERS = 7;

    /** Members to ask; more than a few serve nothing. */
    int MOST_CONTACTS = 32;

    /** The addresses that it names, in the order they were given. */
    List<ClusterAddress> addresses();

    /**
     * Found a cluster together with others.
     *
     * @param addresses all founders, this node among them, each once
     */
    record Found(List<ClusterAddress> addresses) implements Instruction {
        public Found {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * Ask to be let into a cluster.
     *
     * @param addresses members, each once
     */
    record Join(List<ClusterAddress> addresses) implements Instruction {
        public Join {
            addresses = List.copyOf(addresses);
        }
    }

    /** What is wrong with telling this to the node at {@code own}, if anything. */
    default Optional<String> problemFor(ClusterAddress own) {
        Optional<ClusterAddress> otherFamily = addresses().stream()
                .filter(address -> isIpv4(address) != isIpv4(own))
                .findFirst();
        if (otherFamily.isPresent()) {
            return Optional.of(otherFamily.get() + " and this node's own address " + own
                    + " are of different families: agents of one cluster speak IPv4 or IPv6");
        }
        return switch (this) {
            case Found(List<ClusterAddress> peers)
            when !peers.contains(own) -> Optional.of("this node's own address " + own + " is not among them");
            case Join(List<ClusterAddress> members)
            when members.equals(List.of(own)) ->
                Optional.of("they name only this node itself: name a member of the cluster");
            default -> Optional.empty();
        };
    }

    /** Whether it asks for nothing that {@code told} did not. */
    default boolean saidBy(Instruction told) {
        return switch (this) {
            case Found(List<ClusterAddress> peers) ->
                told instanceof Found(List<ClusterAddress> before)
                        && Set.copyOf(before).equals(Set.copyOf(peers));
            case Join(List<ClusterAddress> members) ->
                told instanceof Join(List<ClusterAddress> before) && before.containsAll(members);
        };
    }

    /**
     * What a node does that is told this after {@code told}, and belongs to no cluster yet: the same again, or more
     * members to ask. Empty if that would contradict it. A founder that went on to join a cluster, or the reverse, could
     * help to found two.
     */
    default Optional<Instruction> after(Instruction told) {
        if (saidBy(told)) {
            return Optional.of(told);
        }
        return switch (this) {
            case Join(List<ClusterAddress> members)
            when told instanceof Join(List<ClusterAddress> before) ->
                Optional.of(new Join(Stream.concat(members.stream(), before.stream())
                        .distinct()
                        .limit(MOST_CONTACTS)
                        .toList()));
            default -> Optional.empty();
        };
    }

    private static boolean isIpv4(ClusterAddress address) {
        return address.ip() instanceof Inet4Address;
    }
}
