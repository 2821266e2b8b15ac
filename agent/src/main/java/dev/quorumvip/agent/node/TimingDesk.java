package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.leader.Stopwatch;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * On the leader: has the log keep how long each move of a VIP took. Some time after the move, many in one entry, and
 * never while a failover is under way; what is lost of it the holder tells again a few times.
 */
final class TimingDesk {
    private static final Duration GATHER = Duration.ofMillis(250);

    /** A command has some 250 bytes at most, and an entry 128 KiB. */
    private static final int MOST_IN_AN_ENTRY = 256;

    private final AgentLoop loop;
    private final Consensus consensus;
    private final BooleanSupplier busy;
    private final Stopwatch watch;
    private final Map<GrantNumber, Command> gathered = new TreeMap<>();
    private final Alarm next;
    private boolean recording;

    /** @param busy whether the leader has more urgent things under way */
    TimingDesk(NodeId self, AgentLoop loop, Consensus consensus, BooleanSupplier busy) {
        this.loop = loop;
        this.consensus = consensus;
        this.busy = busy;
        this.watch = new Stopwatch(self);
        this.next = new Alarm(loop, this::record);
    }

    void lapsed(Collection<SessionId> sessions, long now) {
        watch.lapsed(sessions, now);
    }

    void closed(SessionId session) {
        watch.closed(session, loop.now());
    }

    void givenBack(Message.Released released) {
        watch.givenBack(released.vip(), released.grant(), loop.now());
    }

    void observe(ClusterState state, boolean leading) {
        watch.observe(state, leading, loop.now());
    }

    /** The node with this session is being told what is assigned to it. */
    void told(SessionId session) {
        watch.told(session, loop.now());
    }

    /** A holder says how long it took; this node leads. */
    void took(NodeId sender, Message.Timings timings) {
        if (!sender.equals(timings.session().node())) {
            return;
        }
        timings.timings()
                .forEach(timing -> watch.took(timings.session(), timing)
                        .ifPresent(command -> gathered.put(timing.grant(), command)));
        if (!gathered.isEmpty()) {
            next.within(GATHER);
        }
    }

    /** This node leads no more, or only just. */
    void clear() {
        watch.clear();
        gathered.clear();
    }

    private void record() {
        if (recording || gathered.isEmpty()) {
            return;
        }
        if (busy.getAsBoolean()) {
            next.within(GATHER);
            return;
        }
        List<GrantNumber> grants =
                gathered.keySet().stream().limit(MOST_IN_AN_ENTRY).toList();
        List<Command> entry = grants.stream().map(gathered::remove).toList();
        recording = true;
        consensus
                .propose(entry)
                .whenComplete((outcomes, failure) -> loop.deliver(() -> {
                    recording = false;
                    record();
                }));
    }
}
