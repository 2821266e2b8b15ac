package dev.quorumvip.operator.quorum;

import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.api.ClusterStanding;
import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.api.MembershipState;
import dev.quorumvip.api.NodeIdentity;
import dev.quorumvip.api.NodeStatus;
import dev.quorumvip.api.QuorumState;
import dev.quorumvip.api.QuorumStatus;
import dev.quorumvip.api.RebalanceStatus;
import dev.quorumvip.api.VipSpec;
import dev.quorumvip.api.VipStatus;
import dev.quorumvip.client.AgentCallException;
import dev.quorumvip.operator.Samples;
import dev.quorumvip.operator.agents.AgentApi;
import dev.quorumvip.operator.agents.AgentPod;
import dev.quorumvip.operator.agents.AgentPods;
import dev.quorumvip.operator.agents.AgentSwitchboard;
import dev.quorumvip.operator.agents.EventStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** Agents of one cluster, in memory: they all know the same, unless they are told to fall silent. */
public final class FakeAgents implements AgentPods, AgentSwitchboard {
    public final Map<String, VipStatus> vips = new ConcurrentHashMap<>();
    public final Map<String, MemberStatus> members = new ConcurrentHashMap<>();
    public final Map<Integer, String> clusters = new ConcurrentHashMap<>();
    public final Set<Integer> silent = ConcurrentHashMap.newKeySet();
    public final Set<Integer> withoutQuorum = ConcurrentHashMap.newKeySet();
    public final List<String> asked = new CopyOnWriteArrayList<>();
    public volatile int leader = 1;
    private final Map<Integer, AgentPod> pods = new TreeMap<>();
    private final List<Runnable> told = new CopyOnWriteArrayList<>();
    private final List<BlockingQueue<ClusterEvent>> streams = new CopyOnWriteArrayList<>();

    /** Agents 1 to {@code count}, members of one cluster. */
    public FakeAgents(int count) {
        for (int number = 1; number <= count; number++) {
            pods.put(number, Samples.agent(number));
            clusters.put(number, Samples.CLUSTER);
            members.put("n" + number, Samples.member(number, Map.of(), false, true));
        }
    }

    /** Tells whoever follows. */
    public void tell(ClusterEvent event) {
        streams.forEach(stream -> stream.add(event));
    }

    /** Takes all Pods away. */
    public void vanish() {
        synchronized (pods) {
            pods.clear();
        }
        told.forEach(Runnable::run);
    }

    @Override
    public List<AgentPod> list() {
        synchronized (pods) {
            return List.copyOf(pods.values());
        }
    }

    @Override
    public void onChange(Runnable listener) {
        told.add(listener);
    }

    @Override
    public AgentApi to(AgentPod agent) {
        return new Fake(Integer.parseInt(agent.node().substring(1)));
    }

    @Override
    public void forgetAllBut(Collection<AgentPod> agents) {}

    private final class Fake implements AgentApi {
        private final int number;

        Fake(int number) {
            this.number = number;
        }

        private void answering() throws AgentCallException {
            if (silent.contains(number)) {
                throw AgentCallExceptions.unreachable();
            }
        }

        private QuorumStatus quorum() {
            boolean confirmed = clusters.containsKey(number) && !withoutQuorum.contains(number);
            return new QuorumStatus(confirmed ? QuorumState.CONFIRMED : QuorumState.LOST, 1L);
        }

        @Override
        public ClusterStanding standing() throws AgentCallException {
            answering();
            String cluster = clusters.get(number);
            ClusterStanding plain = Samples.standing(
                    number, cluster, cluster == null ? MembershipState.UNFORMED : MembershipState.MEMBER, leader);
            return new ClusterStanding(plain.node(), cluster, plain.state(), quorum(), plain.leader(), plain.timing());
        }

        @Override
        public NodeStatus status() throws AgentCallException {
            answering();
            asked.add("status of n" + number);
            return new NodeStatus(
                    new NodeIdentity(number, "n" + number, "10.0.0." + number + ":8800", "test", Samples.NOON),
                    clusters.get(number),
                    MembershipState.MEMBER,
                    quorum(),
                    null,
                    1,
                    null,
                    Samples.BALANCED,
                    List.of(),
                    RebalanceStatus.OFF,
                    List.copyOf(vips.values()),
                    List.copyOf(members.values()),
                    List.of());
        }

        @Override
        public Optional<VipStatus> vip(String name) throws AgentCallException {
            answering();
            asked.add("vip " + name + " of n" + number);
            return Optional.ofNullable(vips.get(name));
        }

        @Override
        public void putVip(String name, VipSpec spec, boolean takeOver) throws AgentCallException {
            answering();
            asked.add("put " + name + (takeOver ? " over" : "") + " generation " + spec.ownerGeneration());
        }

        @Override
        public boolean deleteVip(String name, String owner) throws AgentCallException {
            answering();
            asked.add("delete " + name + " of " + owner);
            return vips.remove(name) != null;
        }

        @Override
        public void moveVip(String name, String node) throws AgentCallException {
            answering();
            asked.add("move " + name + " to " + node);
        }

        @Override
        public void found(List<String> initialPeers) {
            asked.add("found");
        }

        @Override
        public void join(List<String> contacts) {
            asked.add("join");
        }

        @Override
        public void label(String member, Map<String, String> labels) {
            asked.add("label " + member);
        }

        @Override
        public void drain(String member, boolean drained) {
            asked.add("drain " + member + " " + drained);
        }

        @Override
        public boolean remove(String member) {
            asked.add("remove " + member);
            return true;
        }

        @Override
        public EventStream follow(Optional<String> after) throws AgentCallException {
            answering();
            asked.add("follow n" + number + after.map(id -> " after " + id).orElse(""));
            BlockingQueue<ClusterEvent> events = new LinkedBlockingQueue<>();
            streams.add(events);
            Thread reader = Thread.currentThread();
            return new EventStream() {
                @Override
                public Optional<ClusterEvent> next() throws AgentCallException, InterruptedException {
                    while (!silent.contains(number)) {
                        ClusterEvent event = events.poll(
                                Duration.ofMillis(20).toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
                        if (event != null) {
                            return Optional.of(event);
                        }
                    }
                    throw AgentCallExceptions.unreachable();
                }

                @Override
                public void close() {
                    streams.remove(events);
                    if (reader != Thread.currentThread()) {
                        reader.interrupt();
                    }
                }
            };
        }
    }
}
