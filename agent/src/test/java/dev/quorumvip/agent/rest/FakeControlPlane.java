package dev.quorumvip.agent.rest;

import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.DefinitionWriter;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.events.EventLog;
import dev.quorumvip.agent.founding.Instruction;
import dev.quorumvip.api.AddressConflictStatus;
import dev.quorumvip.api.CheckStatus;
import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.api.ClusterStanding;
import dev.quorumvip.api.EventType;
import dev.quorumvip.api.FenceLayer;
import dev.quorumvip.api.HealthReport;
import dev.quorumvip.api.HolderStatus;
import dev.quorumvip.api.InabilityStatus;
import dev.quorumvip.api.LeaderStatus;
import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.api.MembershipState;
import dev.quorumvip.api.NodeIdentity;
import dev.quorumvip.api.NodeStatus;
import dev.quorumvip.api.ProblemReason;
import dev.quorumvip.api.QuorumState;
import dev.quorumvip.api.QuorumStatus;
import dev.quorumvip.api.Readiness;
import dev.quorumvip.api.RebalancePolicy;
import dev.quorumvip.api.RebalanceStatus;
import dev.quorumvip.api.Role;
import dev.quorumvip.api.SessionState;
import dev.quorumvip.api.SessionStatus;
import dev.quorumvip.api.SightingStatus;
import dev.quorumvip.api.TimingStatus;
import dev.quorumvip.api.TransitionTimes;
import dev.quorumvip.api.VipHealthStatus;
import dev.quorumvip.api.VipState;
import dev.quorumvip.api.VipStatus;
import dev.quorumvip.api.VipTransition;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** An agent of three members that keeps virtual IPs in a map, and fails as it is told. */
public final class FakeControlPlane implements ControlPlane {
    /** The point in time that everything in it began. */
    public static final Instant START = Instant.parse("2026-01-01T10:00:00Z");

    /** How a call ends. */
    public enum Mood {
        WELL,
        NO_QUORUM,
        /** Waits until it is interrupted. */
        HANGS,
        FAULTY
    }

    /** What {@link #vips()} holds. */
    public final Map<String, VipDefinition> specs = new ConcurrentSkipListMap<>();

    /** Deleted ones that their holder has not let go of, until somebody has asked so often. */
    public final Map<String, Integer> releasing = new ConcurrentSkipListMap<>();

    /** What was asked of it beside that, in words. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    /** The members there are. */
    public final List<MemberStatus> members = new CopyOnWriteArrayList<>(List.of(
            new MemberStatus(
                    11,
                    "node-1",
                    "192.0.2.11:8800",
                    Role.VOTER,
                    Map.of(),
                    List.of(),
                    false,
                    SessionState.OPEN,
                    true,
                    true),
            new MemberStatus(
                    12,
                    "node-2",
                    "192.0.2.12:8800",
                    Role.VOTER,
                    Map.of(),
                    List.of(),
                    false,
                    SessionState.OPEN,
                    true,
                    false),
            new MemberStatus(
                    13,
                    "node-3",
                    "192.0.2.13:8800",
                    Role.SPARE,
                    Map.of(),
                    List.of(),
                    false,
                    SessionState.UNKNOWN,
                    null,
                    false)));

    /** What happened; a short memory, so that a test can fill it. */
    public final EventLog events = new EventLog(64);

    /** Whether it has a copy of the log. */
    public volatile boolean followsLog = true;

    /** Counted down when a hanging call was interrupted. */
    public final CountDownLatch interrupted = new CountDownLatch(1);

    public volatile Mood mood = Mood.WELL;
    public volatile boolean live = true;
    public volatile Readiness readiness = Readiness.yes();

    @Override
    public ClusterStanding standing() {
        NodeStatus all = status();
        return new ClusterStanding(all.node(), all.clusterId(), all.state(), all.quorum(), all.leader(), all.timing());
    }

    @Override
    public NodeStatus status() {
        faultOrHang();
        boolean quorum = mood == Mood.WELL;
        return new NodeStatus(
                new NodeIdentity(11, "node-1", "192.0.2.11:8800", "1.2.3", START),
                "c1",
                MembershipState.MEMBER,
                new QuorumStatus(quorum ? QuorumState.CONFIRMED : QuorumState.LOST, quorum ? 12L : 60_000L),
                quorum ? new LeaderStatus(12, "node-2", 4) : null,
                3,
                quorum ? new SessionStatus(5, SessionState.OPEN, 420) : null,
                new TimingStatus("balanced", 500, 100, 505),
                List.of(
                        new FenceLayer("timer", true, "the agent takes the address off"),
                        new FenceLayer("nftables", false, "no nf_tables in this kernel")),
                new RebalanceStatus(0, 2),
                vips(),
                members,
                List.of("no cluster secret is set; give --cluster-secret-file"));
    }

    @Override
    public List<VipStatus> vips() {
        return specs.entrySet().stream()
                .map(vip -> held(vip.getKey(), vip.getValue()))
                .toList();
    }

    @Override
    public Optional<VipStatus> vip(String name) {
        faultOrHang();
        releasing.computeIfPresent(name, (deleted, left) -> left == 0 ? null : left - 1);
        return releasing.containsKey(name)
                ? Optional.of(beingDeleted(name))
                : Optional.ofNullable(specs.get(name)).map(definition -> held(name, definition));
    }

    @Override
    public void putVip(String name, VipDefinition definition, boolean takeOver)
            throws NoQuorumException, ConflictException, InvalidRequestException {
        commit();
        VipDefinition known = specs.get(name);
        if (!takeOver
                && known != null
                && known.owner().isPresent()
                && definition.owner().isEmpty()) {
            throw new ConflictException("owner", ProblemReason.OWNED, "it belongs to somebody");
        }
        Set<InetAddress> wanted =
                definition.addresses().stream().map(VipAddress::ip).collect(Collectors.toSet());
        boolean taken = specs.entrySet().stream()
                .filter(other -> !other.getKey().equals(name))
                .flatMap(other -> other.getValue().addresses().stream())
                .anyMatch(address -> wanted.contains(address.ip()));
        if (taken) {
            throw new ConflictException("address", ProblemReason.ADDRESS_IN_USE, "another virtual IP has it");
        }
        specs.put(name, definition);
    }

    @Override
    public void moveVip(String name, String idOrName) throws UnknownNameException, NoQuorumException {
        commit();
        if (!specs.containsKey(name)) {
            throw new UnknownNameException("virtual IP", name);
        }
        asked.add("move " + name + " to " + MemberLookup.find(members, idOrName).name());
    }

    @Override
    public void rebalance(RebalancePolicy policy, int together) throws NoQuorumException {
        commit();
        asked.add("rebalance " + policy + " " + together);
    }

    @Override
    public void drainMember(String idOrName, boolean drained) throws UnknownNameException, NoQuorumException {
        commit();
        asked.add((drained ? "drain " : "undrain ")
                + MemberLookup.find(members, idOrName).name());
    }

    @Override
    public boolean deleteVip(String name, DeleteClaim claim) throws NoQuorumException, ConflictException {
        commit();
        asked.add("delete " + name + " as " + claim);
        VipDefinition known = specs.get(name);
        if (claim instanceof DeleteClaim.Unowned
                && known != null
                && known.owner().isPresent()) {
            throw new ConflictException("owner", ProblemReason.OWNED, "it belongs to somebody");
        }
        return specs.remove(name) != null;
    }

    @Override
    public void labelMember(String idOrName, SortedMap<String, String> labels)
            throws UnknownNameException, NoQuorumException {
        commit();
        asked.add("label " + MemberLookup.find(members, idOrName).name() + " " + labels);
    }

    @Override
    public void instruct(Instruction instruction) throws ConflictException {
        faultOrHang();
        if (instruction instanceof Instruction.Join) {
            throw new ConflictException(
                    "join", ProblemReason.ALREADY_MEMBER, "this node belongs to cluster c1 already");
        }
        asked.add("found with " + instruction.addresses());
    }

    @Override
    public List<MemberStatus> members() {
        return members;
    }

    @Override
    public void removeMember(String idOrName) throws UnknownNameException, NoQuorumException, ConflictException {
        commit();
        if (idOrName.equals("11")) {
            throw new ConflictException("id", ProblemReason.MEMBER_NEEDED, "the last live voter cannot go");
        }
        if (!members.removeIf(member ->
                String.valueOf(member.id()).equals(idOrName) || member.name().equals(idOrName))) {
            throw new UnknownNameException("member", idOrName);
        }
    }

    @Override
    public HealthReport health() {
        faultOrHang();
        CheckStatus failing = new CheckStatus("primary", "http", "FAILING", START, "HTTP 503", START, 7, 3);
        CheckStatus begun = new CheckStatus("db", "tcp", "UNKNOWN", START, null, null, 0, 0);
        return new HealthReport(
                List.of(new VipHealthStatus("web", "FAILING", START, "primary: HTTP 503", List.of(failing, begun))));
    }

    @Override
    public EventLog events() throws NoQuorumException {
        faultOrHang();
        if (!followsLog) {
            throw new NoQuorumException("this node has no copy of the log");
        }
        return events;
    }

    /** Tells of a virtual IP's move, as the first event of the log entry with this index. */
    public void moved(long index, String vip, String detail) {
        events.append(
                index,
                List.of(new ClusterEvent(
                        index + "-1",
                        START.plusMillis(index),
                        EventType.TRANSITION,
                        vip,
                        null,
                        "node-1",
                        "node-2",
                        "SESSION_EXPIRED",
                        null,
                        detail)));
    }

    @Override
    public boolean live() {
        return live;
    }

    @Override
    public Readiness ready() {
        return readiness;
    }

    @Override
    public Set<InetAddress> nodeAddresses() {
        return Set.of(InetAddress.ofLiteral("192.0.2.11"), InetAddress.ofLiteral("192.0.2.12"));
    }

    private VipStatus held(String name, VipDefinition definition) {
        boolean known = mood == Mood.WELL;
        return new VipStatus(
                name,
                1,
                definition.addresses().stream().map(VipAddress::toString).toList(),
                DefinitionWriter.write(definition),
                known ? VipState.HELD : VipState.UNKNOWN,
                known ? new HolderStatus(12, "node-2", "eth0", "02:00:00:00:00:0c", START) : null,
                false,
                known ? List.of(new InabilityStatus("node-3", "UNHEALTHY")) : List.of(),
                new AddressConflictStatus("192.0.2.5", "02:00:00:00:00:99", "WHILE_HELD", "node-2", START),
                List.of(new SightingStatus(
                        "192.0.2.5",
                        List.of("02:00:00:00:00:0c", "02:00:00:00:00:99"),
                        "SEVERAL",
                        START,
                        START.plusSeconds(5))),
                new VipTransition(
                        null, "node-2", "FIRST_ASSIGNMENT", START, 31L, new TransitionTimes(0, null, 12, 29, 31L)),
                1);
    }

    private void commit() throws NoQuorumException {
        faultOrHang();
        if (mood == Mood.NO_QUORUM) {
            throw new NoQuorumException("1 of 3 voters answers; a majority is 2");
        }
    }

    private void faultOrHang() {
        if (mood == Mood.FAULTY) {
            throw new IllegalStateException("a fault with a secret in it");
        }
        if (mood == Mood.HANGS) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        }
    }

    private static VipStatus beingDeleted(String name) {
        VipDefinition definition = VipDefinition.of(VipAddress.parse("10.0.0.5/24"));
        return new VipStatus(
                name,
                1,
                List.of("10.0.0.5/24"),
                DefinitionWriter.write(definition),
                VipState.RELEASING,
                null,
                false,
                List.of(),
                null,
                List.of(),
                null,
                1);
    }
}
