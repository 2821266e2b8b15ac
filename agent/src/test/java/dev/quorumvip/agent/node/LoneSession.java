package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.consensus.Consensus;
import dev.quorumvip.agent.lease.PromisedRecord;
import dev.quorumvip.agent.lease.VoterTable;
import dev.quorumvip.agent.protocol.MessagePages.Page;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Outcome;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

/** A {@link SessionDesk} with nothing around it but what it needs to open a session. */
final class LoneSession {
    private final AgentLoop loop = new AgentLoop("never started", () -> 0, e -> {
        throw new AssertionError(e);
    });
    private final SessionDesk desk;
    private CompletableFuture<List<Outcome>> opened =
            CompletableFuture.completedFuture(List.of(new Outcome.Accepted()));

    LoneSession(NodeId self, VoterSet voters, Outbox outbox) {
        Journal journal = mock(Journal.class, (proxy, method, arguments) -> {
            ((LongConsumer) arguments[0]).accept(1);
            return null;
        });
        Consensus consensus = mock(
                Consensus.class,
                (proxy, method, arguments) -> method.getName().equals("propose")
                        ? opened
                        : new Consensus.Applied(0, ClusterState.unfounded()));
        SessionDesk.Events events =
                mock(SessionDesk.Events.class, (proxy, method, arguments) -> switch (method.getName()) {
                    case "eligible" -> true;
                    case "raftIncarnation" -> 1L;
                    case "holding" -> new Page<>(1, List.of());
                    case "labels" -> new TreeMap<>();
                    case "macs" -> List.of();
                    default -> null;
                });
        desk = new SessionDesk(
                self,
                new UUID(1, 2),
                voters,
                loop,
                outbox,
                consensus,
                journal,
                new VoterDesk(new VoterTable(PromisedRecord.blank(), 0), voterJournal(), () -> 0, reason -> {}),
                Duration.ofMillis(500),
                Duration.ofSeconds(2),
                events);
    }

    SessionDesk desk() {
        return desk;
    }

    /** The log is asked to open session 1, and does, unless it was told to answer later. */
    void open() {
        desk.tick();
        loop.turn(null);
    }

    void answerLater() {
        opened = new CompletableFuture<>();
    }

    void answerNow() {
        opened.complete(List.of(new Outcome.Accepted()));
        loop.turn(null);
    }

    /** A disk that never gets done: this node's own voter says nothing. */
    private static Journal voterJournal() {
        return mock(Journal.class, (proxy, method, arguments) -> null);
    }

    private static <T> T mock(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
