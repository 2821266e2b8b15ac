package dev.quorumvip.agent.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.placement.Outlook.Trust;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.agent.state.Vip;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureMemoryTest {
    private static final NodeId A = new NodeId(1);
    private static final NodeId B = new NodeId(2);

    private final FailureMemory memory = new FailureMemory();
    private ClusterState state = ClusterState.unfounded();
    private long now = Long.MAX_VALUE - 5;

    FailureMemoryTest() {
        commit(new Command.Found(new UUID(1, 1), A, "a", ClusterAddress.parse("192.0.2.1:8800")));
        commit(new Command.AddMember(B, "b", ClusterAddress.parse("192.0.2.2:8800")));
        commit(new Command.OpenSession(new SessionId(A, 1)));
        commit(new Command.OpenSession(new SessionId(B, 1)));
        commit(new Command.SetVip("web", VipDefinition.of(VipAddress.parse("192.0.2.50/24"))));
    }

    @Test
    void trustsWhoNeverFailed() {
        assign(A);
        assertThat(trust(A)).isEqualTo(Trust.FULL);
        assertThat(trust(B)).isEqualTo(Trust.FULL);
    }

    @ParameterizedTest
    @EnumSource(names = {"BIND_FAILED", "INTERFACE_LOST", "UNHEALTHY"})
    void passesOverForTheLockDelayAndTrustsLittleForTwiceAsLongEachTime(TransitionReason failure) {
        Duration span = FailureMemory.SHORTEST;
        for (int i = 0; i < 6; i++) {
            assign(A);
            end(failure);
            pass(FailureMemory.SHORTEST.minusNanos(1));
            assertThat(trust(A)).as("after failure %d", i).isEqualTo(Trust.NONE);
            pass(span.minus(FailureMemory.SHORTEST));
            assertThat(trust(A)).as("after failure %d", i).isEqualTo(i == 0 ? Trust.NONE : Trust.LITTLE);
            assertThat(trust(B)).isEqualTo(Trust.FULL);
            pass(Duration.ofNanos(1));
            assertThat(trust(A)).as("after failure %d", i).isEqualTo(Trust.FULL);
            span = span.multipliedBy(2);
        }
        for (int i = 0; i < 30; i++) {
            assign(A);
            end(failure);
        }
        pass(FailureMemory.LONGEST);
        assertThat(trust(A)).as("there is a longest").isEqualTo(Trust.FULL);
    }

    @Test
    void whereAStrangerWasNobodyIsTrustedForTwiceAsLongEachTime() {
        Duration span = FailureMemory.SHORTEST;
        for (int i = 0; i < 5; i++) {
            assign(i % 2 == 0 ? A : B);
            end(TransitionReason.ADDRESS_CONFLICT);
            pass(span.minusNanos(1));
            assertThat(trust(A)).as("after meeting %d", i).isEqualTo(Trust.NONE);
            assertThat(trust(B)).as("after meeting %d", i).isEqualTo(Trust.NONE);
            pass(Duration.ofNanos(1));
            assertThat(trust(i % 2 == 0 ? B : A)).as("after meeting %d", i).isNotEqualTo(Trust.NONE);
            span = span.multipliedBy(2);
        }
        assign(A);
        end(TransitionReason.ADDRESS_CONFLICT);
        commit(new Command.SetVip("web", VipDefinition.of(VipAddress.parse("192.0.2.51/24"))));
        assertThat(trust(B)).as("another address").isEqualTo(Trust.FULL);
    }

    @ParameterizedTest
    @EnumSource(names = {"SESSION_EXPIRED", "NODE_RESTARTED"})
    void bearsOneDeathAndLetsOthersGoFirstAfterMore(TransitionReason death) {
        assign(A);
        end(death);
        assertThat(trust(A)).isEqualTo(Trust.FULL);
        assign(A);
        end(death);
        assertThat(trust(A)).isEqualTo(Trust.LITTLE);
        pass(FailureMemory.SHORTEST);
        assertThat(trust(A)).isEqualTo(Trust.FULL);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "BIND_FAILED",
                "INTERFACE_LOST",
                "UNHEALTHY",
                "ADDRESS_CONFLICT",
                "SESSION_EXPIRED",
                "NODE_RESTARTED"
            },
            mode = EnumSource.Mode.EXCLUDE)
    void takesNothingAmissThatWasAskedFor(TransitionReason reason) {
        for (int i = 0; i < 5; i++) {
            assign(A);
            end(reason);
        }
        assertThat(trust(A)).isEqualTo(Trust.FULL);
    }

    @Test
    void seesAFailureWhoseReplacementCameInTheSameEntry() {
        assign(A);
        memory.observe(state, now);
        release(TransitionReason.UNHEALTHY);
        commit(new Command.Assign("web", new SessionId(B, 1), TransitionReason.UNHEALTHY, 1));
        memory.observe(state, now);
        assertThat(trust(A)).isEqualTo(Trust.NONE);
        assertThat(trust(B)).isEqualTo(Trust.FULL);
    }

    @Test
    void countsEachFailureOnce() {
        assign(A);
        end(TransitionReason.BIND_FAILED);
        for (int i = 0; i < 10; i++) {
            memory.observe(state, now);
        }
        pass(FailureMemory.SHORTEST);
        assertThat(trust(A)).isEqualTo(Trust.FULL);
    }

    @Test
    void knowsOfAFailureThatIsPlannedForBeforeItIsApplied() {
        assign(A);
        memory.observe(state, now);
        release(TransitionReason.BIND_FAILED);
        assertThat(trust(A)).isEqualTo(Trust.NONE);
        assertThat(trust(B)).isEqualTo(Trust.FULL);
    }

    @Test
    void aLongLockDelayIsMeant() {
        Duration delay = FailureMemory.LONGEST.multipliedBy(2);
        VipDefinition usual = state.vip("web").orElseThrow().definition();
        commit(new Command.SetVip(
                "web",
                new VipDefinition(
                        usual.addresses(),
                        usual.interfaceChoice(),
                        usual.nodeSelector(),
                        usual.priorities(),
                        usual.preemption(),
                        usual.healthChecks(),
                        usual.ifNoneHealthy(),
                        usual.announcement(),
                        usual.conflictPolicy(),
                        usual.failoverProfile(),
                        usual.onQuorumLoss(),
                        usual.paused(),
                        delay,
                        usual.owner())));
        assign(A);
        end(TransitionReason.UNHEALTHY);
        pass(delay.minusNanos(1));
        assertThat(trust(A)).isEqualTo(Trust.NONE);
        pass(Duration.ofNanos(1));
        assertThat(trust(A)).isEqualTo(Trust.FULL);
    }

    @Test
    void forgetsWhatIsLongPast() {
        for (int i = 0; i < 4; i++) {
            assign(A);
            end(TransitionReason.BIND_FAILED);
        }
        pass(FailureMemory.FORGOTTEN.plusNanos(1));
        memory.observe(state, now);
        assign(A);
        end(TransitionReason.BIND_FAILED);
        pass(FailureMemory.SHORTEST);
        assertThat(trust(A)).as("counted anew").isEqualTo(Trust.FULL);
    }

    @Test
    void aVipOfTheSameNameThatIsDefinedAgainBeginsAnew() {
        assign(A);
        end(TransitionReason.BIND_FAILED);
        commit(new Command.DeleteVip("web"));
        memory.observe(state, now);
        commit(new Command.SetVip("web", VipDefinition.of(VipAddress.parse("192.0.2.50/24"))));
        memory.observe(state, now);
        assertThat(trust(A)).isEqualTo(Trust.FULL);
        assign(A);
        end(TransitionReason.BIND_FAILED);
        assertThat(trust(A)).isEqualTo(Trust.NONE);
    }

    private Trust trust(NodeId node) {
        return memory.trust(node, state.vip("web").orElseThrow(), now);
    }

    private void pass(Duration span) {
        now += span.toNanos();
    }

    private void assign(NodeId node) {
        memory.observe(state, now);
        TransitionReason reason =
                state.vip("web").flatMap(Vip::unassignedBecause).orElse(TransitionReason.FIRST_ASSIGNMENT);
        commit(new Command.Assign("web", new SessionId(node, 1), reason, 1));
        memory.observe(state, now);
    }

    private void end(TransitionReason reason) {
        release(reason);
        memory.observe(state, now);
    }

    private void release(TransitionReason reason) {
        Vip vip = state.vip("web").orElseThrow();
        commit(new Command.Release(
                "web",
                vip.assignment().orElseThrow().grant(),
                vip.assignment().orElseThrow().session(),
                reason));
    }

    private void commit(Command command) {
        ClusterState.Applied applied = state.apply(command);
        assertThat(applied.outcome().accepted()).as(command.toString()).isTrue();
        state = applied.state();
    }
}
