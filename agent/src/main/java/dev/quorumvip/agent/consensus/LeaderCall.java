package dev.quorumvip.agent.consensus;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.RaftException;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.protocol.exceptions.TimeoutIOException;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to the leader: to where the last answer came from, to where a peer points, to whom the local
 * peer follows, and to one voter after the other, until the time is up.
 *
 * <p>All attempts have the same call id, by which Ratis knows a repetition and answers it without applying it twice.
 */
final class LeaderCall {
    private static final Duration PAUSE = Duration.ofMillis(25);

    private final LeaderCalls calls;
    private final RaftClientRequest.Type type;
    private final Message message;
    private final long callId;
    private final long deadlineNanos;

    private final Map<RaftPeerId, RaftPeer> learned = new LinkedHashMap<>();
    private @Nullable RaftPeer suggested;
    private boolean followed;
    private int turn;
    private Exception problem = new IOException("no voter is known");

    LeaderCall(LeaderCalls calls, RaftClientRequest.Type type, Message message, long callId) {
        this.calls = calls;
        this.type = type;
        this.message = message;
        this.callId = callId;
        this.deadlineNanos = System.nanoTime() + calls.timeout.toNanos();
        this.suggested = calls.lastLeader;
    }

    byte[] untilAnswered() throws NoQuorumException, LeaderRefusedException, InterruptedException {
        while (remainingNanos() > 0) {
            RaftPeer target = next();
            if (target != null) {
                RaftClientReply reply = attempt(target);
                if (reply != null) {
                    calls.lastLeader = target;
                    return reply.getMessage().getContent().toByteArray();
                }
            }
            // A suggestion is followed at once, but not one after the other: two peers may point at each other.
            boolean jump = suggested != null && !followed;
            followed = jump;
            if (!jump) {
                TimeUnit.NANOSECONDS.sleep(Math.max(0, Math.min(PAUSE.toNanos(), remainingNanos())));
            }
        }
        throw new NoQuorumException(
                "no leader with a majority answered within " + calls.timeout.toMillis() + " ms: "
                        + problem.getMessage(),
                problem);
    }

    private long remainingNanos() {
        return deadlineNanos - System.nanoTime();
    }

    private @Nullable RaftPeer next() {
        RaftPeer hint = suggested;
        suggested = null;
        if (hint != null) {
            return hint;
        }
        Map<RaftPeerId, RaftPeer> known = calls.known();
        known.putAll(learned);
        RaftPeerId seen = calls.local.info().getLeaderId();
        if (turn++ % 2 == 0 && seen != null && known.containsKey(seen)) {
            return known.get(seen);
        }
        List<RaftPeer> all = List.copyOf(known.values());
        return all.isEmpty() ? null : all.get(turn / 2 % all.size());
    }

    /** The answer, or null if there was none and another attempt is due. */
    private @Nullable RaftClientReply attempt(RaftPeer target) throws LeaderRefusedException, InterruptedException {
        try {
            RaftClientReply reply = target.getId().equals(calls.local.id()) ? here(target) : there(target);
            if (reply.isSuccess()) {
                return reply;
            }
            learn(target, reply.getException());
        } catch (RaftException e) {
            learn(target, e);
        } catch (InterruptedIOException e) {
            throw new InterruptedException(e.getMessage());
        } catch (TimeoutException e) {
            problem = new IOException("this node leads, and no majority of the voters follows it", e);
        } catch (TimeoutIOException e) {
            problem = new IOException(target.getAddress() + " did not answer", e);
        } catch (IOException | RuntimeException e) {
            problem =
                    new IOException(target.getAddress() + ": " + Causes.root(e).getMessage(), e);
        }
        return null;
    }

    /** Waits as long as there is time: a leader that has lost its majority steps down, which answers this. */
    private RaftClientReply here(RaftPeer target) throws IOException, InterruptedException, TimeoutException {
        long nanos = Math.max(1, remainingNanos());
        try {
            return calls.local.submit(request(target, nanos)).get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw Causes.io(e);
        }
    }

    private RaftClientReply there(RaftPeer target) throws IOException {
        RaftClientRpc channel = calls.channels.to(target);
        long nanos = Math.min(remainingNanos(), calls.attemptTimeout.toNanos());
        try {
            return channel.sendRequest(request(target, nanos));
        } catch (RaftException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            calls.channels.discard(target.getId(), channel);
            throw e;
        }
    }

    private RaftClientRequest request(RaftPeer target, long timeoutNanos) {
        return RaftClientRequest.newBuilder()
                .setClientId(calls.clientId)
                .setServerId(target.getId())
                .setGroupId(calls.group)
                .setCallId(callId)
                .setMessage(message)
                .setType(type)
                .setTimeoutMs(Math.max(1, TimeUnit.NANOSECONDS.toMillis(timeoutNanos)))
                .build();
    }

    private void learn(RaftPeer from, RaftException refusal) throws LeaderRefusedException {
        switch (refusal) {
            case StateMachineException e ->
                throw new LeaderRefusedException("the leader refused: " + e.getMessage(), e);
            case NotLeaderException e -> {
                e.getPeers().forEach(p -> learned.put(p.getId(), p));
                RaftPeer leader = e.getSuggestedLeader();
                if (leader != null) {
                    suggested = leader;
                }
                problem = new IOException(from.getAddress() + " does not lead"
                        + (leader == null ? " and knows no leader" : " and points at " + leader.getAddress()));
            }
            default -> problem = new IOException(from.getAddress() + ": " + refusal.getMessage(), refusal);
        }
    }
}
