package dev.quorumvip.agent.protocol;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.protocol.Message.Knowledge;
import dev.quorumvip.agent.protocol.Message.MemberState;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** What a voter knows, with as many assignments as asked for; the first is "web" under grant 5. */
final class SampleKnowledge {
    private SampleKnowledge() {}

    static Knowledge withAssignments(int count) {
        TreeMap<NodeId, ClusterAddress> voters = new TreeMap<>();
        voters.put(new NodeId(7), ClusterAddress.parse("192.0.2.1:8800"));
        voters.put(new NodeId(8), ClusterAddress.parse("[2001:db8::1]:65535"));
        List<AssignedVip> assignments = LongStream.range(0, count)
                .mapToObj(i -> new AssignedVip(
                        i == 0 ? "web" : "vip-" + "x".repeat((int) (i % 30)) + i,
                        new GrantNumber(5 + i),
                        List.of(VipAddress.parse("192.0.2.5/24")),
                        InterfaceChoice.of("eth0"),
                        true,
                        Optional.empty()))
                .toList();
        return new Knowledge(
                new NodeId(7),
                100,
                Optional.of(new NodeId(8)),
                new VoterSet(new VoterSetVersion(2), voters),
                MemberState.MEMBER,
                3,
                assignments);
    }
}
