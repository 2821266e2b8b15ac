package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.TransitionReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Gives grants back: proposes the release of what this node has taken off, again and again until the log has it.
 *
 * <p>Whoever calls it has taken the address off and crossed the grant out of the {@link AssignmentBook} first; a
 * release that commits earlier would let another node bind an address that is still here.
 */
final class ReleaseDesk {
    private static final Duration AGAIN = Duration.ofMillis(50);

    /** How long the leader, told in a datagram, is given to commit the release together with the next assignment. */
    private static final Duration LEADER_FIRST = Duration.ofMillis(30);

    private final AgentLoop loop;
    private final Consensus consensus;
    private final LeaderTeller tellLeader;
    private final Map<GrantNumber, Command> owed = new TreeMap<>();
    private CompletableFuture<Void> allDone = CompletableFuture.completedFuture(null);
    private boolean proposing;

    /** Tells the leader of a release; false if no leader is known. */
    @FunctionalInterface
    interface LeaderTeller {
        boolean tell(AssignedVip vip, SessionId session, TransitionReason reason);
    }

    ReleaseDesk(AgentLoop loop, Consensus consensus, LeaderTeller tellLeader) {
        this.tellLeader = tellLeader;
        this.loop = loop;
        this.consensus = consensus;
    }

    void release(AssignedVip vip, SessionId session, TransitionReason reason) {
        if (owed.isEmpty()) {
            allDone = new CompletableFuture<>();
        }
        owed.put(vip.grant(), new Command.Release(vip.vip(), vip.grant(), session, reason));
        if (tellLeader.tell(vip, session, reason)) {
            loop.after(LEADER_FIRST, this::propose);
        } else {
            propose();
        }
    }

    /** The session is over, and its grants with it. */
    void forgetAll() {
        owed.clear();
        allDone.complete(null);
    }

    /** Completes when nothing is owed any more. */
    CompletableFuture<Void> allDone() {
        return allDone;
    }

    private void propose() {
        if (proposing || owed.isEmpty()) {
            return;
        }
        proposing = true;
        Map<GrantNumber, Command> batch = new TreeMap<>();
        owed.entrySet().stream()
                .limit(LeaderDesk.COMMANDS_TOGETHER)
                .forEach(each -> batch.put(each.getKey(), each.getValue()));
        consensus
                .propose(List.copyOf(batch.values()))
                .whenComplete((outcomes, failure) -> loop.deliver(() -> {
                    proposing = false;
                    if (failure != null) {
                        loop.after(AGAIN, this::propose);
                        return;
                    }
                    // Refused means that the grant ended in another way; either way it is this node's no more.
                    owed.keySet().removeAll(batch.keySet());
                    if (owed.isEmpty()) {
                        allDone.complete(null);
                    } else {
                        propose();
                    }
                }));
    }
}
