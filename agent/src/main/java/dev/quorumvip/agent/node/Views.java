package dev.quorumvip.agent.node;

import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.node.StatusDesk.View;
import dev.quorumvip.api.Json;
import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.api.VipStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The cluster as seen by the leader, for a node whose own replica cannot tell: asked for over the consensus, and kept
 * for a moment, since status is polled.
 */
final class Views {
    private static final Duration FRESH = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final long self;
    private final Consensus consensus;
    private final AgentLoop loop;
    private Optional<View> latest = Optional.empty();
    private long latestAt;

    Views(long self, Consensus consensus, AgentLoop loop) {
        this.self = self;
        this.consensus = consensus;
        this.loop = loop;
    }

    /** The leader's answer to such a question; from a thread of the consensus. */
    static byte[] answer(CompletableFuture<View> view) {
        try {
            return Json.bytes(view.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the leader cannot tell", e);
        }
    }

    /**
     * The leader's view, or the last one that was had with everything in it unknown; empty if none was ever had.
     */
    synchronized Optional<View> fromLeader() {
        if (latest.isPresent() && loop.now() - latestAt < FRESH.toNanos()) {
            return latest;
        }
        try {
            byte[] answer = consensus.query(new byte[0]).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            View view = asSeenHere(Json.read(answer, View.class));
            latest = Optional.of(view);
            latestAt = loop.now();
            return latest;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | IOException e) {
            // What is not known now is said to be unknown: below.
        }
        return latest.map(StatusDesk::unknown);
    }

    private View asSeenHere(View leaders) {
        return new View(
                leaders.vips().stream().map(VipStatus::withoutSightings).toList(),
                leaders.members().stream()
                        .map(m -> new MemberStatus(
                                m.id(),
                                m.name(),
                                m.address(),
                                m.role(),
                                m.labels(),
                                m.macs(),
                                m.drained(),
                                m.session(),
                                m.live(),
                                m.id() == self))
                        .toList(),
                leaders.rebalancing());
    }

    /** Completes with what the loop says, or fails with what went wrong. */
    static <T> T waitFor(CompletableFuture<T> answer, Supplier<T> otherwise) {
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return otherwise.get();
        } catch (ExecutionException | TimeoutException e) {
            return otherwise.get();
        }
    }
}
