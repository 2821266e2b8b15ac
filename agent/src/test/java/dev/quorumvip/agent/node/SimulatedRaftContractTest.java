package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.consensus.Consensus.Applied;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import dev.quorumvip.agent.consensus.ReplicatedLogContract;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** With a storm raging: the simulated log is late, commits twice and changes leaders, and keeps the contract all the same. */
class SimulatedRaftContractTest extends ReplicatedLogContract {
    @Override
    protected Group group() {
        return new SimulatedGroup(System.nanoTime());
    }

    private static final class SimulatedGroup implements Group {
        private static final Duration LONG = Duration.ofDays(1);

        private final VirtualTime time = new VirtualTime(() -> {});
        private final Chance chance;
        private final SimulatedRaft raft;
        private final List<SimulatedReplica> replicas = new ArrayList<>();
        private final List<List<Applied>> seen = new ArrayList<>();
        private int running;

        SimulatedGroup(long seed) {
            chance = new Chance(seed);
            raft = new SimulatedRaft(new SimulatedLog(ClusterState::apply), time, chance, entry -> {});
            SortedMap<NodeId, RaftMember> members = new TreeMap<>();
            for (int i = 0; i < 3; i++) {
                members.put(new NodeId(i + 1), new RaftMember(address(i), 1));
            }
            raft.append(List.of(new Command.Found(SingleHolderSimulation.CLUSTER, new NodeId(1), "n1", address(0))));
            raft.members(members);
            for (int i = 0; i < 3; i++) {
                replicas.add(null);
                seen.add(new ArrayList<>());
                start(i);
            }
            raft.start();
            chance.storm(true);
        }

        private static ClusterAddress address(int number) {
            return ClusterAddress.parse("10.0.0." + (number + 1) + ":8800");
        }

        @Override
        public Consensus node(int number) {
            return replicas.get(number);
        }

        @Override
        public List<Applied> seen(int number) {
            return seen.get(number);
        }

        @Override
        public void stop(int number) {
            replicas.get(number).close();
            running--;
            if (running < 2) {
                raft.loseQuorum(LONG);
            }
        }

        @Override
        public void start(int number) {
            List<Applied> told = new ArrayList<>();
            seen.set(number, told);
            replicas.set(number, raft.join(new NodeId(number + 1), Runnable::run, () -> tell(number, told)));
            running++;
            raft.heal();
        }

        private void tell(int number, List<Applied> told) {
            Applied now = replicas.get(number).applied();
            if (told.isEmpty() || told.getLast().index() != now.index()) {
                told.add(now);
            }
        }

        @Override
        public void eventually(String what, BooleanSupplier holds) {
            long end = time.now() + Duration.ofSeconds(20).toNanos();
            while (!holds.getAsBoolean()) {
                if (time.now() > end) {
                    throw new AssertionError("not in time: " + what);
                }
                time.pass(Duration.ofMillis(1));
            }
        }
    }
}
