package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.ReconfigurationEpoch;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Raft, by what it guarantees and no more: there is one order of entries, and what is in it stays. Who leads, or several
 * at once, what commits and when, how often, and how far each replica is, is left to chance.
 */
final class SimulatedRaft {
    /** When a proposer hears that what is withheld has failed: soon, so that it may propose something else. */
    private static final Duration WITHHELD = Duration.ofMillis(100);

    final SimulatedLog log;
    private final VirtualTime time;
    private final Chance chance;
    private final Consumer<String> story;
    private final SortedMap<NodeId, SimulatedReplica> running = new TreeMap<>();
    private final Map<NodeId, Integer> lagging = new TreeMap<>();
    private final NavigableMap<Integer, SortedMap<NodeId, RaftMember>> groups =
            new TreeMap<>(Map.of(0, new TreeMap<>()));
    private final List<Withheld> withheld = new ArrayList<>();
    private int outages;
    private long term;
    private int actedInStead;

    /** @param story told of every entry */
    SimulatedRaft(SimulatedLog log, VirtualTime time, Chance chance, Consumer<String> story) {
        this.log = log;
        this.time = time;
        this.chance = chance;
        this.story = story;
    }

    /** Begins what goes on by itself. */
    void start() {
        time.every(Duration.ofMillis(10), this::replicate);
        time.every(StormPlan.ELECTION, this::elect);
    }

    /** The group now. */
    SortedMap<NodeId, RaftMember> members() {
        return groups.lastEntry().getValue();
    }

    /** The group as it was with that entry. */
    SortedMap<NodeId, RaftMember> membersAt(int index) {
        return groups.floorEntry(index).getValue();
    }

    /** Changes the group by an entry of its own, in which there are no commands. */
    void members(SortedMap<NodeId, RaftMember> next) {
        log.append(List.of());
        groups.put(log.lastIndex(), next);
        story.accept("entry " + log.lastIndex() + " Raft group " + next.keySet());
    }

    /**
     * The replica of a process that starts now, with some older prefix of the log.
     *
     * @param loop on which the process is told things
     * @param moved run there when more was applied, or leadership has changed
     */
    SimulatedReplica join(NodeId node, Executor loop, Runnable moved) {
        int prefix = chance.below(2) == 0
                ? chance.below(log.lastIndex() + 1)
                : Math.max(0, log.lastIndex() - chance.below(30));
        if (prefix < log.lastIndex()) {
            chance.happened(Happening.RESTARTED_FROM_OLDER_PREFIX);
        }
        SimulatedReplica replica = new SimulatedReplica(this, node, loop, moved, prefix);
        running.put(node, replica);
        if (chance.strikes(50)) {
            lag(node, Duration.ofMillis(chance.below(2_000)));
        }
        return replica;
    }

    /** Its process is no more. */
    void leave(SimulatedReplica replica) {
        running.remove(replica.self(), replica);
    }

    List<Outcome> append(List<Command> commands) {
        ClusterState before = log.newest();
        List<Outcome> outcomes = log.append(commands);
        if (!log.newest().voters().equals(before.voters())) {
            chance.happened(Happening.VOTERS_CHANGED);
        }
        int released = 0;
        for (int i = 0; i < commands.size(); i++) {
            if (outcomes.get(i).accepted()) {
                Happening.of(commands.get(i)).ifPresent(chance::happened);
                released += commands.get(i) instanceof Command.Release ? 1 : 0;
            }
        }
        if (released > 1) {
            chance.happened(Happening.RELEASED_TOGETHER);
        }
        story.accept("entry " + log.lastIndex() + " " + commands + " " + outcomes);
        return outcomes;
    }

    /**
     * The storm does in the leader's stead what a leader might. What a leader does to the group that has not seen that
     * fails: a real one would not have begun it.
     */
    void appendInLeadersStead(VoterSetVersion from, SortedMap<NodeId, ClusterAddress> voters) {
        ReconfigurationEpoch now = log.newest().reconfiguration();
        ReconfigurationEpoch next = new ReconfigurationEpoch(now.term(), now.count() + 1);
        append(List.of(new Command.OpenReconfiguration(next)));
        append(List.of(new Command.ChangeVoters(next, from, voters)));
        actedInStead = log.lastIndex();
    }

    /** The same with the group. */
    void membersInLeadersStead(SortedMap<NodeId, RaftMember> next) {
        members(next);
        actedInStead = log.lastIndex();
    }

    /** For {@code span} nothing that is proposed is answered; some of it may commit all the same. */
    void loseQuorum(Duration span) {
        outages++;
        time.after(span, () -> outages = Math.max(0, outages - 1));
    }

    /** For {@code span} this node's replica applies nothing. */
    void lag(NodeId node, Duration span) {
        lagging.merge(node, 1, Integer::sum);
        time.after(span, () -> lagging.computeIfPresent(node, (n, times) -> times == 1 ? null : times - 1));
    }

    void heal() {
        outages = 0;
        lagging.clear();
    }

    /** One leader as a rule; at times two, or none. */
    void elect() {
        List<SimulatedReplica> able = new ArrayList<>();
        for (SimulatedReplica replica : running.values()) {
            if (members().containsKey(replica.self())) {
                able.add(replica);
            }
        }
        List<SimulatedReplica> leading =
                able.stream().filter(r -> r.leadership().leading()).toList();
        boolean settled = leading.size() == 1 && leading.getFirst().term() == term;
        if (able.isEmpty() || (settled && !chance.strikes(15)) || (chance.storms() && !chance.strikes(70))) {
            return;
        }
        change(able, able.get(chance.below(able.size())));
    }

    /** Whoever leads now, another may lead in a moment, and the former may not know it. */
    void changeLeader() {
        List<SimulatedReplica> able = new ArrayList<>(running.values());
        able.removeIf(r -> !members().containsKey(r.self()));
        if (!able.isEmpty()) {
            change(able, able.get(chance.below(able.size())));
        }
    }

    /** This node leads in a moment, if it is of the group. */
    void lead(NodeId node) {
        SimulatedReplica chosen = running.get(node);
        if (chosen != null && members().containsKey(node)) {
            change(List.copyOf(running.values()), chosen);
        }
    }

    private void change(List<SimulatedReplica> able, SimulatedReplica chosen) {
        chance.happened(Happening.LEADER_CHANGED);
        for (SimulatedReplica replica : able) {
            if (replica == chosen) {
                replica.leadIn(++term);
            } else if (replica.leadership().leading()) {
                if (chance.strikes(30)) {
                    chance.happened(Happening.TWO_LEADERS);
                } else {
                    replica.follow();
                }
            }
        }
    }

    private void replicate() {
        for (SimulatedReplica replica : List.copyOf(running.values())) {
            int behind = log.lastIndex() - replica.index();
            if (behind > 0 && !lagging.containsKey(replica.self())) {
                replica.apply(replica.index() + 1 + chance.below(behind));
            }
        }
    }

    /** What becomes of a proposal, as {@code proposer} sees it. */
    void propose(SimulatedReplica proposer, List<Command> commands, CompletableFuture<List<Outcome>> answer) {
        if (chance.strikes(3, Happening.LEADER_CHANGED_AS_IT_PROPOSED)) {
            time.afterNanos(chance.below(20_000_000), this::changeLeader);
        }
        if (withholds(commands)) {
            time.after(WITHHELD, () -> fail(proposer, answer));
            return;
        }
        if (outages > 0 || chance.strikes(8)) {
            // It fails as far as the proposer can see, and may commit all the same, then or much later.
            time.after(StormPlan.PATIENCE, () -> fail(proposer, answer));
            if (chance.strikes(50, Happening.COMMITTED_AFTER_TIME_OUT)) {
                time.after(chance.longTime(), () -> append(commands));
            } else {
                chance.happened(Happening.NEVER_COMMITTED);
            }
            return;
        }
        // At times the leader is slow.
        Duration takes = chance.strikes(25) ? Duration.ofMillis(chance.below(1_500)) : chance.shortTime();
        time.after(takes, () -> {
            List<Outcome> outcomes = append(commands);
            Duration back = chance.strikes(2) ? chance.longTime() : chance.shortTime();
            time.after(back, () -> proposer.tell(() -> answer.complete(outcomes)));
            // What opens a session is sent anew most often: at the start, when there is no touch with the leader yet.
            boolean opens = commands.getFirst() instanceof Command.OpenSession;
            if (chance.strikes(opens ? 15 : 2, Happening.COMMITTED_TWICE)) {
                time.after(chance.longTime(), () -> append(commands));
            }
        });
    }

    /**
     * Raft lets its members change one at a time, with a living majority, and by the newest leader alone: an older one's
     * entry is either in the log that the newer one was elected with, or never commits.
     */
    void changeMembers(SimulatedReplica proposer, SortedMap<NodeId, RaftMember> next, CompletableFuture<Void> answer) {
        int seen = proposer.index();
        long asked = proposer.term();
        time.after(Duration.ofMillis(50 + chance.below(400)), () -> {
            boolean leads = proposer.leadership().leading() && asked == term;
            if (outages == 0 && leads && seen >= actedInStead && mayBe(next)) {
                members(next);
                proposer.tell(() -> answer.complete(null));
            } else {
                fail(proposer, answer);
            }
        });
    }

    /** Whether these nodes' disks have all that was committed. */
    boolean hasMajority(Collection<NodeId> nodes) {
        return nodes.stream().filter(members()::containsKey).count() > members().size() / 2;
    }

    private boolean mayBe(SortedMap<NodeId, RaftMember> next) {
        Set<NodeId> difference = new HashSet<>(next.keySet());
        difference.addAll(members().keySet());
        difference.removeIf(n -> next.containsKey(n) && members().containsKey(n));
        long living = running.keySet().stream().filter(next::containsKey).count();
        return difference.size() == 1 && living > next.size() / 2;
    }

    /** From now on nothing that has such a command in it commits. */
    Withheld withhold(Predicate<Command> which) {
        Withheld one = new Withheld(which);
        withheld.add(one);
        return one;
    }

    /** The first that was withheld commits now, if there was any, and others may again. */
    void release(Withheld one) {
        withheld.remove(one);
        if (!one.commands.isEmpty()) {
            append(one.commands);
        }
    }

    /** Proposals that stay under way until somebody lets them go. */
    static final class Withheld {
        private final Predicate<Command> which;
        private List<Command> commands = List.of();

        private Withheld(Predicate<Command> which) {
            this.which = which;
        }

        /** Of the first proposal that was withheld; empty until there is one. */
        List<Command> commands() {
            return commands;
        }

        private boolean takes(List<Command> proposed) {
            boolean takes = proposed.stream().anyMatch(which);
            if (takes && commands.isEmpty()) {
                commands = proposed;
            }
            return takes;
        }
    }

    private boolean withholds(List<Command> commands) {
        return withheld.stream().filter(w -> w.takes(commands)).count() > 0;
    }

    private static void fail(SimulatedReplica proposer, CompletableFuture<?> answer) {
        proposer.tell(() -> answer.completeExceptionally(SimulatedReplica.timeOut()));
    }

    void stepDown(SimulatedReplica leader) {
        time.afterNanos(1_000_000, () -> {
            leader.follow();
            elect();
        });
    }
}
