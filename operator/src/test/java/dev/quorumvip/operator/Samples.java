package dev.quorumvip.operator;

import dev.quorumvip.api.ClusterStanding;
import dev.quorumvip.api.HolderStatus;
import dev.quorumvip.api.InabilityStatus;
import dev.quorumvip.api.LeaderStatus;
import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.api.MembershipState;
import dev.quorumvip.api.NodeIdentity;
import dev.quorumvip.api.QuorumState;
import dev.quorumvip.api.QuorumStatus;
import dev.quorumvip.api.Role;
import dev.quorumvip.api.SessionState;
import dev.quorumvip.api.TimingStatus;
import dev.quorumvip.api.VipSpec;
import dev.quorumvip.api.VipState;
import dev.quorumvip.api.VipStatus;
import dev.quorumvip.crd.VirtualIP;
import dev.quorumvip.operator.agents.AgentPod;
import dev.quorumvip.operator.quorum.AgentSight;
import dev.quorumvip.operator.quorum.QuorumView;
import dev.quorumvip.operator.quorum.Reach;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Things that tests are made of. */
public final class Samples {
    public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    public static final TimingStatus BALANCED = new TimingStatus("balanced", 500, 100, 501);
    public static final String CLUSTER = "6e1c53c8-0000-4000-8000-000000000001";

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private Samples() {}

    /** The agent on node {@code n1}, {@code n2} and so on. */
    public static AgentPod agent(int number) {
        return new AgentPod("n" + number, "10.0.0." + number, 9900, true);
    }

    public static AgentSight unformed(int number) {
        return AgentSight.of(agent(number), standing(number, null, MembershipState.UNFORMED, 0));
    }

    public static AgentSight silent(int number) {
        return AgentSight.unreached(agent(number), "connection refused");
    }

    /** An agent whose Pod does not run: its node may be down. */
    public static AgentSight down(int number) {
        return AgentSight.unreached(
                new AgentPod("n" + number, "10.0.0." + number, 9900, false), "no answer within 600 ms");
    }

    public static AgentSight member(int number, String cluster) {
        return AgentSight.of(agent(number), standing(number, cluster, MembershipState.MEMBER, 1));
    }

    /** @param leader the leader's number; 0 for none */
    public static ClusterStanding standing(int number, @Nullable String cluster, MembershipState state, int leader) {
        return new ClusterStanding(
                new NodeIdentity(number, "n" + number, "10.0.0." + number + ":8800", "test", NOON),
                cluster,
                state,
                new QuorumStatus(cluster == null ? QuorumState.UNKNOWN : QuorumState.CONFIRMED, 5L),
                leader == 0 ? null : new LeaderStatus(leader, "n" + leader, 1),
                BALANCED);
    }

    public static MemberStatus member(int number, Map<String, String> labels, boolean drained, boolean live) {
        return new MemberStatus(
                number,
                "n" + number,
                "10.0.0." + number + ":8800",
                Role.VOTER,
                labels,
                List.of(),
                drained,
                live ? SessionState.OPEN : SessionState.NONE,
                live,
                number == 1);
    }

    /** A VirtualIP as the API server gives it back, of generation 1. */
    public static VirtualIP virtualIp(String name, String spec) {
        return YAML.unmarshal("""
                apiVersion: quorumvip.io/v1alpha1
                kind: VirtualIP
                metadata: {name: %s, uid: uid-of-%s, generation: 1}
                spec: %s
                """.formatted(name, name, spec), VirtualIP.class);
    }

    public static VipSpec spec(@Nullable String owner, @Nullable Long generation, Map<String, String> selector) {
        return new VipSpec(
                null,
                List.of("192.0.2.5/24"),
                null,
                false,
                selector,
                Map.of(),
                null,
                List.of(),
                "release",
                null,
                "refuse",
                null,
                "release",
                false,
                "1s",
                owner,
                generation);
    }

    /** What agents say of {@link #virtualIp}. */
    public static VipStatus told(String name, VipState state, @Nullable String holder, InabilityStatus... unable) {
        return new VipStatus(
                name,
                7,
                List.of("192.0.2.5/24"),
                spec("kubernetes/uid-of-" + name, 1L, Map.of()),
                state,
                holder == null ? null : new HolderStatus(1, holder, "eth0", "02:00:00:00:00:01", NOON),
                false,
                Arrays.asList(unable),
                null,
                List.of(),
                null,
                3);
    }

    public static QuorumView confirmed(List<MemberStatus> members, VipStatus... vips) {
        return new QuorumView(
                Reach.CONFIRMED,
                "",
                Optional.of(NOON),
                Arrays.stream(vips).collect(Collectors.toMap(VipStatus::name, Function.identity())),
                members.stream().collect(Collectors.toMap(MemberStatus::name, Function.identity())),
                List.of(BALANCED),
                List.of());
    }

    public static QuorumView unconfirmed(Reach reach) {
        return new QuorumView(reach, "because", Optional.of(NOON), Map.of(), Map.of(), List.of(BALANCED), List.of());
    }
}
