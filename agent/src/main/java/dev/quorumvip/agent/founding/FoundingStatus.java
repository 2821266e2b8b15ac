package dev.quorumvip.agent.founding;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.protocol.Message.Founder;
import java.util.List;
import java.util.Optional;

/**
 * How far a founding is, for people to read.
 *
 * @param seen the listed peers heard within the last second, this node included, in the order of the list
 * @param missing the other listed peers
 * @param needed how many must be seen before anything happens
 * @param replaced listed peers that came back as another node while this one was running: they have no vote until
 *     it is restarted
 * @param strangers who takes this node for an initial peer without being listed here: while there are any, the
 *     peers' lists differ, and nothing is founded
 * @param chosen the founder, once there is one
 */
public record FoundingStatus(
        List<ClusterAddress> seen,
        List<ClusterAddress> missing,
        int needed,
        List<ClusterAddress> replaced,
        List<ClusterAddress> strangers,
        Optional<Founder> chosen) {}
