package dev.quorumvip.agent.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.consensus.Consensus.Applied;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Outcome;
import dev.quorumvip.agent.state.RefusalCause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the lease protocol takes for granted of the log, and no more. The simulation proves what it proves on these
 * grounds, so they hold of the simulated log and of the real one.
 */
@Timeout(60)
public abstract class ReplicatedLogContract {
    /** Three nodes of one founded group. */
    protected interface Group {
        Consensus node(int number);

        /** All that this node's consensus told of since the node was started last, oldest first. */
        List<Applied> seen(int number);

        void stop(int number);

        void start(int number) throws Exception;

        /** Lets time pass until it holds, for ten seconds at most. */
        void eventually(String what, BooleanSupplier holds);
    }

    protected abstract Group group() throws Exception;

    private static final int NODES = 3;

    @Test
    void entriesAreAppliedInOneOrderByAll() throws Exception {
        Group group = group();
        List<CompletableFuture<List<Outcome>>> proposals = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            proposals.add(group.node(i % NODES).propose(List.of(vip("a", i), vip("b", 100 + i))));
        }
        group.eventually("all are answered", () -> proposals.stream().allMatch(CompletableFuture::isDone));
        commit(group, 0, vip("last", 250));
        assertAllAgree(group);

        Map<Long, ClusterState> states = new HashMap<>();
        for (int i = 0; i < NODES; i++) {
            long before = -1;
            for (Applied applied : group.seen(i)) {
                assertThat(applied.index()).isGreaterThan(before);
                before = applied.index();
                assertThat(states.putIfAbsent(applied.index(), applied.state())).isIn(null, applied.state());
                assertThat(applied.state().vip("a").isPresent())
                        .as("one entry, one state")
                        .isEqualTo(applied.state().vip("b").isPresent());
            }
        }
        assertThat(states).hasSizeGreaterThan(3);
    }

    @Test
    void whatIsCommittedOutlivesEveryLeader() throws Exception {
        Group group = group();
        for (int i = 0; i < NODES; i++) {
            commit(group, i, vip("v" + i, 10 + i));
            group.stop(i);
            commit(group, (i + 1) % NODES, vip("w" + i, 20 + i));
            group.start(i);
        }
        assertAllAgree(group);
        assertThat(group.node(0).applied().state().vips()).containsOnlyKeys("v0", "v1", "v2", "w0", "w1", "w2");
    }

    @Test
    void anAnswerThatDoesNotComeSaysNothing() throws Exception {
        Group group = group();
        commit(group, 0, vip("a", 1));
        group.stop(1);
        group.stop(2);
        CompletableFuture<List<Outcome>> proposal = group.node(0).propose(List.of(vip("b", 2)));
        group.eventually("it fails in time", proposal::isDone);
        assertThat(proposal)
                .isCompletedExceptionally()
                .failsWithin(java.time.Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(NoQuorumException.class);

        group.start(1);
        group.start(2);
        commit(group, 0, vip("c", 3));
        assertAllAgree(group);
        assertThat(group.node(0).applied().state().vips()).containsKeys("a", "c");
    }

    @Test
    void aRestartedReplicaBeginsWithAPrefixAndCatchesUp() throws Exception {
        Group group = group();
        for (int i = 0; i < 20; i++) {
            commit(group, 0, vip("v" + i, i));
        }
        group.stop(2);
        for (int i = 20; i < 30; i++) {
            commit(group, 0, vip("v" + i, i));
        }
        group.start(2);
        assertAllAgree(group);

        for (Applied applied : group.seen(2)) {
            List<String> names = new ArrayList<>(applied.state().vips().keySet());
            assertThat(names).as("a prefix").isEqualTo(firstVips(names.size()));
        }
    }

    private static List<String> firstVips(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("v" + i);
        }
        return names.stream().sorted().toList();
    }

    @Test
    void proposalsOfAllNodesAreSerialised() throws Exception {
        Group group = group();
        for (int round = 0; round < 10; round++) {
            List<List<Command>> rivals = new ArrayList<>();
            List<CompletableFuture<List<Outcome>>> answers = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                int number = 100 + NODES * round + i;
                rivals.add(List.of(new Command.AddMember(
                        new NodeId(number),
                        "the one of round " + round,
                        ClusterAddress.parse("10.1.0." + number + ":8800"))));
                answers.add(group.node(i).propose(rivals.get(i)));
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                outcomes.add(outcomes(group, i, answers.get(i), rivals.get(i)).getFirst());
            }
            assertThat(outcomes)
                    .containsOnlyOnce(new Outcome.Accepted())
                    .contains(new Outcome.Refused(RefusalCause.NAME_TAKEN));
        }
        assertAllAgree(group);
    }

    private static void assertAllAgree(Group group) {
        group.eventually(
                "all have the same state",
                () -> group.node(0)
                                .applied()
                                .state()
                                .equals(group.node(1).applied().state())
                        && group.node(0)
                                .applied()
                                .state()
                                .equals(group.node(2).applied().state()));
    }

    private static void commit(Group group, int node, Command command) {
        List<Command> entry = List.of(command);
        assertThat(outcomes(group, node, group.node(node).propose(entry), entry))
                .containsExactly(new Outcome.Accepted());
        group.eventually(
                "the proposer has applied it",
                () -> !(command instanceof Command.SetVip vip)
                        || group.node(node).applied().state().vip(vip.vip()).isPresent());
    }

    /** Proposes again what was not answered in time, as the agent does: it may then be in the log twice. */
    private static List<Outcome> outcomes(
            Group group, int node, CompletableFuture<List<Outcome>> first, List<Command> commands) {
        CompletableFuture<List<Outcome>> answer = first;
        for (int attempt = 0; attempt < 10; attempt++) {
            group.eventually("it is answered", answer::isDone);
            if (!answer.isCompletedExceptionally()) {
                return answer.join();
            }
            answer = group.node(node).propose(commands);
        }
        throw new AssertionError("not committed: " + commands);
    }

    private static Command.SetVip vip(String name, int last) {
        return new Command.SetVip(name, VipDefinition.of(VipAddress.parse("192.0.2." + (1 + last) + "/24")));
    }
}
