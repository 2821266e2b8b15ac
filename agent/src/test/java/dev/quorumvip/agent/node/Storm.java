package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Member;
import dev.quorumvip.agent.state.TransitionReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One fault after another, as chance has it. */
final class Storm {
    private final SingleHolderSimulation world;
    private final StormPlan plan;
    private final Chance chance;
    private final VirtualTime time;
    private final SimulatedRaft raft;
    private final SimulatedNetwork network;
    private final List<SimulatedMachine> machines;
    private final List<Consumer<SimulatedMachine>> faults = new ArrayList<>();
    private final Bustle bustle;
    private boolean plotting;
    private boolean changingLate;

    Storm(SingleHolderSimulation world, StormPlan plan, List<SimulatedMachine> machines) {
        this.world = world;
        this.plan = plan;
        this.chance = world.chance;
        this.time = world.time;
        this.raft = world.raft;
        this.network = world.network;
        this.machines = machines;
        this.bustle = new Bustle(world, machines);
        brew();
    }

    void begin() {
        chance.storm(true);
        if (plan.clocksAreAtTheEdge()) {
            chance.happened(Happening.CLOCKS_AT_THE_EDGE);
        }
        time.every(plan.betweenFaults(), this::strike);
        if (plan.changesVoters()) {
            time.every(Duration.ofMillis(300), this::changeVoters);
        }
    }

    void end() {
        chance.storm(false);
        bustle.end();
        network.heal();
        raft.heal();
        for (SimulatedMachine machine : machines) {
            machine.setCarrier(true);
            machine.resume();
        }
    }

    /** Each storm has much of some faults and nothing of others, so that between them they come in all mixtures. */
    private void brew() {
        brew(2, machine -> kill(machine, Happening.PROCESS_KILLED, chance.below(2) == 0));
        brew(2, this::pause);
        brew(2, machine -> pause(anyHolder().orElse(machine)));
        brew(2, machine -> lag(machine, chance.longTime()));
        brew(2, machine -> cutOneWay(machine, anyMachine()));
        brew(2, this::partition);
        brew(1, machine -> estrange(anyHolder().orElse(machine)));
        brew(1, machine -> loseQuorum());
        brew(1, this::terminate);
        brew(1, machine -> machine.removeByHand(world.wishes.anyAddress().ip()));
        brew(1, this::loseLink);
        brew(1, machine -> bustle.changeVip());
        brew(1, this::wipe);
        brew(1, this::remove);
        brew(2, machine -> repeatOldEntry());
        brew(1, this::assignOnAStaleView);
        brew(1, machine -> raft.changeLeader());
        brew(1, machine -> powerFailure());
        brew(1, machine -> changeVotersAgainstTheRules());
        if (!plan.plain()) {
            brew(2, bustle::move);
            brew(1, bustle::drain);
            brew(1, machine -> bustle.rebalance());
            brew(1, machine -> bustle.changeVip());
            brew(1, machine -> bustle.passAddressOn());
            brew(2, bustle::failApplication);
        }
        brewForSabotage();
    }

    /**
     * Some broken rules show only after a rare sequence of faults; a storm that looks for them has those more often. One
     * that looks for others does without the plots, during which little else happens.
     */
    private void brewForSabotage() {
        int usual = faults.size();
        switch (world.sabotage) {
            case NONE -> {
                brew(2, machine -> expireLate(anyHolder().orElse(machine)));
                brew(2, machine -> changeLate());
            }
            case EXPIRY_WITHOUT_CLOSES -> more(1, this::expire);
            case EXPIRY_UNDER_FORMER_VOTERS ->
                more(usual, machine -> expireLate(anyHolder().orElse(machine)));
            case CLOSES_ARE_NOT_PERSISTED, NO_QUARANTINE -> {
                more(usual / 2, machine -> kill(machine, Happening.PROCESS_KILLED, true));
                more(usual / 4, this::partition);
            }
            case LATE_TRANSACTIONS_COUNT ->
                more(usual, machine -> pause(anyHolder().orElse(machine)));
            case TWO_VOTERS_AT_ONCE, CHANGE_BEFORE_SETTLED -> {
                more(usual / 3, machine -> changeVotersAgainstTheRules());
                more(usual / 3, this::partition);
            }
            case MOVED_WITHOUT_RELEASE -> more(usual / 4, bustle::move);
            case DRAINED_WITHOUT_RELEASE -> more(usual / 4, bustle::drain);
            case ADDRESS_FREED_TOO_SOON -> more(usual / 4, machine -> bustle.passAddressOn());
            case REDEFINED_WITHOUT_RELEASE, FORMER_ADDRESSES_ARE_BOUND ->
                more(usual / 4, machine -> bustle.changeVip());
            case FORMER_RECONFIGURATION_COUNTS -> more(usual, machine -> changeLate());
            default -> {
                // The usual storm finds them.
            }
        }
    }

    private void more(int times, Consumer<SimulatedMachine> fault) {
        for (int i = 0; i < times; i++) {
            faults.add(fault);
        }
    }

    /** While it goes on nothing else strikes, as it would seldom come to its end. */
    private void expireLate(SimulatedMachine machine) {
        plotting = LateExpiry.plot(world, machines, machine, () -> plotting = false);
    }

    /** While it goes on all else strikes as ever. */
    private void changeLate() {
        if (!changingLate) {
            changingLate = true;
            new LateChange(
                    world,
                    node -> machines.stream()
                            .filter(m -> m.node.equals(node))
                            .forEach(m -> kill(m, Happening.PROCESS_KILLED, false)),
                    () -> changingLate = false);
        }
    }

    private void brew(int usual, Consumer<SimulatedMachine> fault) {
        int times = switch (chance.below(4)) {
            case 0 -> 0;
            case 1, 2 -> usual;
            default -> 4 * usual;
        };
        more(times, fault);
    }

    private void strike() {
        if (chance.storms() && !plotting && !faults.isEmpty()) {
            faults.get(chance.below(faults.size())).accept(anyMachine());
        }
    }

    private void cutOneWay(SimulatedMachine from, SimulatedMachine to) {
        chance.happened(Happening.ONE_WAY_CUT);
        network.cut(from, to, chance.longTime());
    }

    private void loseQuorum() {
        chance.happened(Happening.NO_QUORUM);
        raft.loseQuorum(Duration.ofMillis(chance.below(4_000)));
    }

    private void loseLink(SimulatedMachine machine) {
        chance.happened(Happening.LINK_LOST);
        machine.setCarrier(false);
        time.after(chance.longTime(), () -> machine.setCarrier(true));
    }

    private void remove(SimulatedMachine machine) {
        if (chance.below(4) == 0) {
            chance.happened(Happening.MEMBER_REMOVED);
            raft.append(List.of(new Command.StartRemoval(machine.node)));
        }
    }

    private void repeatOldEntry() {
        chance.happened(Happening.OLD_ENTRY_AGAIN);
        raft.append(raft.log.entry(Math.max(1, raft.log.lastIndex() - chance.below(60))));
    }

    void crash(SimulatedMachine machine) {
        if (chance.below(6) == 0) {
            wipe(machine);
        } else {
            kill(machine, Happening.PROCESS_KILLED, true);
        }
    }

    private void kill(SimulatedMachine machine, Happening how, boolean backSoon) {
        chance.happened(how);
        world.tell(how + " " + machine.node);
        machine.kill();
        time.after(backSoon ? chance.shortTime() : chance.longTime(), () -> world.restart(machine));
    }

    private void terminate(SimulatedMachine machine) {
        chance.happened(Happening.PROCESS_TERMINATED);
        world.tell("terminate " + machine.node);
        machine.terminate();
        time.after(chance.longTime(), () -> world.restart(machine));
    }

    private void pause(SimulatedMachine machine) {
        chance.happened(Happening.PROCESS_PAUSED);
        world.tell("pause " + machine.node);
        machine.pause(chance.pause(
                machine.plan.timing().leaseDuration(), machine.plan.fencePlan().promise()));
    }

    private void lag(SimulatedMachine machine, Duration span) {
        chance.happened(Happening.REPLICA_LAGS);
        raft.lag(machine.node, span);
        if (chance.below(4) == 0) {
            raft.lead(machine.node);
        }
    }

    /** Those on one side at times lag as well, as they would with Raft on the same wire. */
    private void partition(SimulatedMachine machine) {
        Set<SimulatedMachine> group = new LinkedHashSet<>(Set.of(anyHolder().orElse(machine)));
        int share = chance.below(100);
        for (SimulatedMachine other : machines) {
            if (chance.below(100) < share) {
                group.add(other);
            }
        }
        // Often for just about as long as it takes until those outside have gone on without those inside.
        Duration span = chance.below(2) == 0
                ? chance.longTime()
                : chance.aboutAsLongAs(group.iterator().next().plan.fencePlan().promise());
        chance.happened(Happening.PARTITION);
        world.tell("partition of "
                + machines.stream().filter(group::contains).map(m -> m.node).toList());
        SimulatedNetwork.Split[] hows = SimulatedNetwork.Split.values();
        network.split(group, hows[chance.below(hows.length)], span);
        if (chance.below(3) == 0) {
            Duration promise = group.iterator().next().plan.fencePlan().promise();
            time.after(chance.aboutAsLongAs(promise), () -> meddle(group));
        }
        if (chance.below(2) == 0) {
            machines.stream().filter(group::contains).forEach(m -> lag(m, span));
        }
    }

    /** One loses touch with some of the others, who all have touch with each other; and then those are to vote. */
    private void estrange(SimulatedMachine machine) {
        Duration promise = machine.plan.fencePlan().promise();
        Duration lapsed = chance.aboutAsLongAs(promise);
        boolean forLong = chance.below(2) == 0;
        Duration span = forLong ? chance.longTime().plus(promise.multipliedBy(4)) : chance.longTime();
        Set<SimulatedMachine> near = new LinkedHashSet<>(Set.of(machine));
        Set<SimulatedMachine> far = new LinkedHashSet<>();
        for (SimulatedMachine other : machines) {
            if (other != machine && chance.below(2) == 0) {
                network.cut(machine, other, span);
                network.cut(other, machine, span);
                far.add(other);
            } else {
                near.add(other);
            }
        }
        chance.happened(Happening.ESTRANGED);
        world.tell("estranged " + machine.node);
        if (forLong) {
            // Those far expire its session, which may be late to commit; meanwhile those near come to vote alone.
            far.stream().findFirst().ifPresent(m -> raft.lead(m.node));
            time.after(lapsed, () -> meddle(far));
            time.after(lapsed.plus(promise), () -> meddle(far));
        } else {
            time.after(lapsed, () -> meddle(near));
        }
    }

    /** Several at once, and they are soon back. */
    private void powerFailure() {
        boolean allBackSoon = chance.below(2) == 0;
        for (SimulatedMachine machine : machines) {
            if (chance.below(3) != 0) {
                kill(machine, Happening.POWER_FAILURE, allBackSoon || chance.below(4) != 0);
            }
        }
    }

    private void wipe(SimulatedMachine machine) {
        if (canDoWithout(machine)) {
            chance.happened(Happening.DISK_WIPED);
            world.tell("wipe " + machine.node);
            machine.wipe(world.newNode());
            time.after(chance.shortTime(), () -> world.join(machine));
        }
    }

    /** Whether all that was promised, and all that is in the log, is known to a majority without this machine's disk. */
    private boolean canDoWithout(SimulatedMachine machine) {
        List<NodeId> others =
                machines.stream().filter(m -> m != machine).map(m -> m.node).toList();
        ClusterState now = raft.log.newest();
        return voters().isMajority(others)
                && now.settling().filter(s -> !s.isMajority(others)).isEmpty()
                && raft.hasMajority(others);
    }

    private void expire(SimulatedMachine machine) {
        raft.log
                .newest()
                .member(machine.node)
                .flatMap(Member::session)
                .ifPresent(session -> raft.append(List.of(new Command.ExpireSession(session, voters().version()))));
    }

    /** A proposer with a view of its own: an assignment to any session there ever was. */
    private void assignOnAStaleView(SimulatedMachine machine) {
        raft.log
                .at(chance.below(raft.log.lastIndex() + 1))
                .member(machine.node)
                .flatMap(Member::session)
                .ifPresent(session -> {
                    chance.happened(Happening.ASSIGNED_ON_A_STALE_VIEW);
                    raft.append(List.of(
                            new Command.Assign(world.wishes.anyVip(), session, TransitionReason.FIRST_ASSIGNMENT, 0)));
                });
    }

    /** One more or one fewer, as the rules have it: as soon as the former change has settled. */
    private void changeVoters() {
        if (chance.storms() && !plotting && raft.log.newest().settling().isEmpty()) {
            long living = machines.stream()
                    .filter(m -> m.runs() && voters().contains(m.node))
                    .count();
            if (living > voters().members().size() / 2 + 1) {
                proposeVoters(1, raft.members().keySet());
            }
        }
    }

    private void changeVotersAgainstTheRules() {
        chance.happened(Happening.VOTER_CHANGE_AGAINST_THE_RULES);
        ClusterState now = raft.log.newest();
        // One from outside the Raft group would be lawful in all else, and accepted if it came again later.
        if (now.settling().isPresent()) {
            proposeVoters(1, raft.members().keySet());
        } else {
            proposeVoters(2, now.members().keySet());
        }
    }

    private void proposeVoters(int changes, Set<NodeId> among) {
        SortedMap<NodeId, ClusterAddress> next = new TreeMap<>(voters().members());
        List<Member> able = raft.log.newest().members().values().stream()
                .filter(m -> !m.leaving() && among.contains(m.id()))
                .toList();
        for (int i = 0; i < changes && !able.isEmpty(); i++) {
            Member member = able.get(chance.below(able.size()));
            if (next.remove(member.id()) == null) {
                next.put(member.id(), member.address());
            }
        }
        world.changeVoters(next);
    }

    private VoterSet voters() {
        return raft.log.newest().voters().orElseThrow();
    }

    /** One outside the group leads, and somebody has those outside vote in the place of those inside, against the rules. */
    private void meddle(Set<SimulatedMachine> group) {
        List<SimulatedMachine> outside =
                machines.stream().filter(m -> !group.contains(m)).toList();
        if (!chance.storms() || outside.isEmpty()) {
            return;
        }
        chance.happened(Happening.VOTER_CHANGE_AGAINST_THE_RULES);
        raft.lead(outside.get(chance.below(outside.size())).node);
        Set<NodeId> out = group.stream().map(m -> m.node).collect(Collectors.toSet());
        Set<NodeId> in = outside.stream().map(m -> m.node).collect(Collectors.toSet());
        if (chance.below(2) == 0) {
            replaceVoters(2, out, in);
        } else if (raft.log.newest().settling().isPresent()) {
            replaceVoters(1, out, ofRaft(in));
        } else {
            replaceVoters(1, out, ofRaft(in));
            boolean inTime = chance.below(2) == 0;
            time.after(chance.shortTime(), () -> {
                if (inTime) {
                    onceSettled(60, out, in);
                } else if (raft.log.newest().settling().isPresent()) {
                    replaceVoters(1, out, ofRaft(in));
                }
            });
        }
    }

    private Set<NodeId> ofRaft(Set<NodeId> nodes) {
        return raft.members().keySet().stream().filter(nodes::contains).collect(Collectors.toSet());
    }

    private void onceSettled(int attempts, Set<NodeId> out, Set<NodeId> in) {
        if (raft.log.newest().settling().isEmpty()) {
            replaceVoters(1, out, ofRaft(in));
        } else if (attempts > 0) {
            time.after(Duration.ofMillis(50), () -> onceSettled(attempts - 1, out, in));
        }
    }

    /** Of those in {@code out} that vote and those in {@code in} that do not, so many change places. */
    private void replaceVoters(int changes, Set<NodeId> out, Set<NodeId> in) {
        SortedMap<NodeId, ClusterAddress> next = new TreeMap<>(voters().members());
        for (int i = 0; i < changes; i++) {
            List<Member> able = raft.log.newest().members().values().stream()
                    .filter(m -> !m.leaving() && (next.containsKey(m.id()) ? out : in).contains(m.id()))
                    .toList();
            if (able.isEmpty()) {
                return;
            }
            Member member = able.get(chance.below(able.size()));
            if (next.remove(member.id()) == null) {
                next.put(member.id(), member.address());
            }
        }
        world.changeVoters(next);
    }

    private SimulatedMachine anyMachine() {
        return machines.get(chance.below(machines.size()));
    }

    private Optional<SimulatedMachine> anyHolder() {
        List<SimulatedMachine> holders = machines.stream()
                .filter(m -> raft.log.newest().held(m.node) > 0)
                .toList();
        return holders.isEmpty() ? Optional.empty() : Optional.of(holders.get(chance.below(holders.size())));
    }
}
