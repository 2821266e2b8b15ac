package dev.quorumvip.agent.leader;

import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.protocol.Message.Timing;
import dev.quorumvip.agent.state.Assignment;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Transition;
import dev.quorumvip.agent.state.TransitionTiming;
import dev.quorumvip.agent.state.Vip;
import dev.quorumvip.agent.state.VipChanges;
import dev.quorumvip.agent.state.VipChanges.Changed;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Times the moves of VIPs by the leader's own clock.
 *
 * <pre>
 * After a session lapsed in the leader's table, a holder said that it has let go, or the log says that it has or must:
 *     the cause of the move is detected.
 * After a majority of the voters closed the session: closed.
 * After the leader has applied the assignment: committed.
 * After the new holder was told of it: the holder counts, and says what it counted.
 * </pre>
 *
 * No two machines' clocks are compared: what the holder counted is added to the moment at which it was told.
 */
public final class Stopwatch {
    /** A holder that says it took longer is not to be believed. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final NodeId self;
    private final Map<SessionId, Cause> lapses = new HashMap<>();
    private final Map<String, Cause> causes = new HashMap<>();
    private final Map<GrantNumber, Move> moves = new HashMap<>();
    private ClusterState former = ClusterState.unfounded();

    public Stopwatch(NodeId self) {
        this.self = self;
    }

    /**
     * These open sessions have lapsed in the leader's own table, and no others.
     *
     * @param now clock reading, as everywhere here
     */
    public void lapsed(Collection<SessionId> sessions, long now) {
        lapses.keySet().retainAll(sessions);
        sessions.forEach(session -> lapses.putIfAbsent(session, new Cause(now)));
    }

    /** A majority of the voters has closed this session. */
    public void closed(SessionId session, long now) {
        Cause lapse = lapses.get(session);
        if (lapse != null && lapse.closedAt == null) {
            lapse.closedAt = now;
        }
    }

    /** A holder says that it gives this grant back. */
    public void givenBack(String vip, GrantNumber grant, long now) {
        boolean stands = former.vip(vip)
                .flatMap(Vip::assignment)
                .filter(a -> a.grant().equals(grant))
                .isPresent();
        if (stands) {
            causes.putIfAbsent(vip, new Cause(now));
        }
    }

    /**
     * This is the state now.
     *
     * @param leading whether this node leads; of moves that another leader began it has not seen enough
     */
    public void observe(ClusterState state, boolean leading, long now) {
        List<Changed> changes = VipChanges.between(former, state);
        if (changes.isEmpty()) {
            return;
        }
        for (Changed vip : changes) {
            vip.after().ifPresentOrElse(is -> observe(vip.before(), is, leading, now), () -> causes.remove(vip.name()));
        }
        former = state;
        moves.entrySet().removeIf(e -> isOver(e.getKey(), e.getValue().vip));
    }

    private void observe(Optional<Vip> was, Vip is, boolean leading, long now) {
        Optional<Assignment> held = was.flatMap(Vip::assignment);
        Optional<Assignment> holds = is.assignment();
        boolean moved = holds.isPresent() && !holds.map(Assignment::grant).equals(held.map(Assignment::grant));
        boolean mustLetGo = holds.filter(Assignment::revoked).isPresent();
        if (moved || mustLetGo || holds.isEmpty()) {
            Cause cause = causes.computeIfAbsent(
                    is.name(),
                    vip -> held.map(Assignment::session).map(lapses::get).orElseGet(() -> new Cause(now)));
            if (moved) {
                causes.remove(is.name());
                if (leading) {
                    Move move = new Move(is.name(), holds.get().session(), cause, now);
                    moves.put(holds.get().grant(), move);
                    if (move.to.node().equals(self)) {
                        move.toldAt = now;
                    }
                }
            }
        }
    }

    /** The node with this session is being told what is assigned to it. */
    public void told(SessionId session, long now) {
        for (Move move : moves.values()) {
            if (move.to.equals(session) && move.toldAt == null) {
                move.toldAt = now;
            }
        }
    }

    /**
     * A holder says how long it took.
     *
     * @return what the log should keep of it; empty if this leader did not see the whole of that move, or it is over
     */
    public Optional<Command.RecordTiming> took(SessionId holder, Timing timing) {
        Move move = moves.get(timing.grant());
        if (move == null || !move.to.equals(holder)) {
            return Optional.empty();
        }
        Long toldAt = move.toldAt;
        if (toldAt == null || timing.bound().compareTo(LONGEST) > 0) {
            return Optional.empty();
        }
        long told = toldAt;
        long bound = told + timing.bound().toNanos();
        Optional<Long> announced = timing.announced()
                .filter(a -> a.compareTo(LONGEST) <= 0 && a.compareTo(timing.bound()) >= 0)
                .map(a -> move.millis(told + a.toNanos()));
        TransitionTiming taken = new TransitionTiming(
                Optional.ofNullable(move.closedAt).map(move::millis),
                move.millis(move.committedAt),
                move.millis(bound),
                announced);
        return Optional.of(new Command.RecordTiming(move.vip, timing.grant(), taken));
    }

    /** Forgets all that only a leader sees; on losing leadership. */
    public void clear() {
        lapses.clear();
        moves.clear();
    }

    private boolean isOver(GrantNumber grant, String name) {
        Optional<Vip> vip = former.vip(name);
        boolean stands = vip.flatMap(Vip::assignment)
                .filter(a -> a.grant().equals(grant))
                .isPresent();
        return !stands
                || vip.flatMap(Vip::lastTransition).flatMap(Transition::timing).isPresent();
    }

    private static final class Cause {
        private final long detectedAt;
        private @Nullable Long closedAt;

        Cause(long detectedAt) {
            this.detectedAt = detectedAt;
        }
    }

    private static final class Move {
        private final String vip;
        private final SessionId to;
        private final long detectedAt;
        private final @Nullable Long closedAt;
        private final long committedAt;
        private @Nullable Long toldAt;

        /** What becomes known of the cause later is not of this move. */
        Move(String vip, SessionId to, Cause cause, long committedAt) {
            this.vip = vip;
            this.to = to;
            this.detectedAt = cause.detectedAt;
            this.closedAt = cause.closedAt;
            this.committedAt = committedAt;
        }

        long millis(long at) {
            return Duration.ofNanos(at - detectedAt).toMillis();
        }
    }
}
