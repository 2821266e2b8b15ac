package dev.quorumvip.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.ReconfigurationEpoch;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.definition.VipDefinition;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A log in a test: commands one after the other, each with what is to become of it. Node n has name {@code n<n>} and
 * address 10.0.0.n.
 */
final class Script {
    static final UUID CLUSTER = new UUID(1, 2);

    ClusterState state = ClusterState.unfounded();

    /** Node 1 has founded, and the others are members, but not voters. */
    static Script members(int count) {
        Script script = new Script().accepts(found(1));
        for (int n = 2; n <= count; n++) {
            script.accepts(add(n));
        }
        return script;
    }

    Script accepts(Command... commands) {
        for (Command command : commands) {
            ClusterState.Applied applied = state.apply(command);
            assertThat(applied.outcome()).as("%s", command).isEqualTo(new Outcome.Accepted());
            state = applied.state();
        }
        return this;
    }

    Script refuses(Command command, RefusalCause cause) {
        ClusterState.Applied applied = state.apply(command);
        assertThat(applied.outcome()).as("%s", command).isEqualTo(new Outcome.Refused(cause));
        assertThat(applied.state()).as("%s changed something", command).isSameAs(state);
        return this;
    }

    /** Accepted, and nothing is different after it. */
    Script acceptsAgain(Command command) {
        ClusterState before = state;
        accepts(command);
        assertThat(state).as("%s", command).isEqualTo(before);
        return this;
    }

    Vip vip(String name) {
        return state.vip(name).orElseThrow();
    }

    static Command.Found found(long n) {
        return new Command.Found(CLUSTER, node(n), "n" + n, address(n));
    }

    static Command.AddMember add(long n) {
        return new Command.AddMember(node(n), "n" + n, address(n));
    }

    static Command.OpenSession open(long n, long epoch) {
        return new Command.OpenSession(session(n, epoch));
    }

    static Command.ExpireSession expire(long n, long epoch, long version) {
        return new Command.ExpireSession(session(n, epoch), version(version));
    }

    static Command.SetVip set(String vip, String cidr) {
        return new Command.SetVip(vip, VipDefinition.of(VipAddress.parse(cidr)));
    }

    static Command.Assign assign(String vip, long n, long epoch) {
        return new Command.Assign(vip, session(n, epoch), TransitionReason.FIRST_ASSIGNMENT, 1);
    }

    static Command.Revoke revoke(String vip, long grant) {
        return new Command.Revoke(vip, new GrantNumber(grant), TransitionReason.VIP_CHANGED);
    }

    static Command.Release release(String vip, long grant, long n, long epoch) {
        return new Command.Release(vip, new GrantNumber(grant), session(n, epoch), TransitionReason.NODE_STOPPING);
    }

    static Command.RecordTiming timing(String vip, long grant, long bound) {
        return new Command.RecordTiming(
                vip, new GrantNumber(grant), new TransitionTiming(Optional.empty(), 1, bound, Optional.of(bound + 1)));
    }

    static Command.ChangeVoters voters(long from, long... nodes) {
        TreeMap<NodeId, ClusterAddress> voters = new TreeMap<>();
        for (long n : nodes) {
            voters.put(node(n), address(n));
        }
        return new Command.ChangeVoters(ReconfigurationEpoch.NONE, version(from), voters);
    }

    static Command.Settled settled(long version) {
        return new Command.Settled(version(version));
    }

    static NodeId node(long n) {
        return new NodeId(n);
    }

    static SessionId session(long n, long epoch) {
        return new SessionId(node(n), epoch);
    }

    static VoterSetVersion version(long value) {
        return new VoterSetVersion(value);
    }

    static ClusterAddress address(long n) {
        return ClusterAddress.parse("10.0.0." + n + ":8800");
    }
}
