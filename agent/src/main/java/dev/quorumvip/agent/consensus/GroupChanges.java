package dev.quorumvip.agent.consensus;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import dev.quorumvip.agent.consensus.RaftChangeException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.protocol.exceptions.ReconfigurationTimeoutException;
import org.apache.ratis.protocol.exceptions.ServerNotReadyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What only the leader may do to the group: change its peers, and hand leadership over. */
final class GroupChanges implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GroupChanges.class);

    private final LocalPeer local;
    private final RaftGroupId group;
    private final Duration timeout;
    private final Duration transferTimeout;
    private final ClientId clientId = ClientId.randomId();
    private final AtomicLong callIds = new AtomicLong();
    // Ratis answers some of these on the caller's thread, after waiting for its locks.
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("raft-change-", 0).factory());

    GroupChanges(RatisConfig config, LocalPeer local) {
        this.local = local;
        this.group = LocalPeer.groupOf(config);
        this.timeout = config.timing().membership();
        this.transferTimeout = config.timing().transfer();
    }

    CompletableFuture<Void> changeMembers(SortedMap<NodeId, RaftMember> members) {
        List<RaftPeer> next = RaftPeers.peers(members);
        List<RaftPeerId> nextIds = next.stream().map(RaftPeer::getId).toList();
        List<RaftPeerId> difference = new ArrayList<>(nextIds);
        for (RaftPeer peer : local.peers()) {
            if (!difference.remove(peer.getId())) {
                difference.add(peer.getId());
            }
        }
        if (next.isEmpty() || difference.size() > 1) {
            return CompletableFuture.failedFuture(new RaftChangeException(
                    Reason.REFUSED, "peers change one at a time, and this changes " + difference, null));
        }
        SetConfigurationRequest.Arguments arguments = SetConfigurationRequest.Arguments.newBuilder()
                .setServersInNewConf(next)
                .build();
        SetConfigurationRequest request =
                new SetConfigurationRequest(clientId, local.id(), group, callIds.incrementAndGet(), arguments);
        return run(() -> local.server().setConfigurationAsync(request));
    }

    CompletableFuture<Void> transferTo(NodeId node) {
        RaftPeer to = local.peers().stream()
                .filter(p -> RaftPeers.node(p.getId()).equals(node))
                .findAny()
                .orElse(null);
        if (to == null) {
            return CompletableFuture.failedFuture(
                    new RaftChangeException(Reason.REFUSED, "node " + node + " has no peer in the Raft group", null));
        }
        long begun = System.nanoTime();
        CompletableFuture<Void> done = run(() -> local.server().transferLeadershipAsync(transfer(to.getId())));
        var unused = done.exceptionally(failure -> {
            if (System.nanoTime() - begun < transferTimeout.toNanos()) {
                unblock(failure);
            }
            return null;
        });
        return done;
    }

    /**
     * A transfer that ran into its time-out is over. But one that Ratis (3.3.0, {@code TransferLeadership.start}) could
     * not even begin, say because an entry was appended in that moment, stays pending after its failure is told, and
     * the leader refuses every proposal from then on. Only an election ends that.
     */
    private void unblock(Throwable failure) {
        if (local.info().isLeader()) {
            log.atWarn()
                    .addKeyValue("reason", failure.getMessage())
                    .log("Leadership could not be handed over: giving it up, so that proposals are taken again");
            var unused = stepDown();
        }
    }

    CompletableFuture<Void> stepDown() {
        return run(() -> local.server().transferLeadershipAsync(transfer(null)));
    }

    private TransferLeadershipRequest transfer(@Nullable RaftPeerId to) {
        return new TransferLeadershipRequest(
                clientId, local.id(), group, callIds.incrementAndGet(), to, transferTimeout.toMillis());
    }

    private interface Change {
        CompletableFuture<RaftClientReply> start() throws IOException;
    }

    private CompletableFuture<Void> run(Change change) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    RaftClientReply reply = change.start().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
                    if (reply.isSuccess()) {
                        done.complete(null);
                    } else {
                        done.completeExceptionally(failure(reply.getException()));
                    }
                } catch (TimeoutException e) {
                    done.completeExceptionally(new RaftChangeException(
                            Reason.TIMED_OUT, "no end within " + timeout.toMillis() + " ms", e));
                } catch (InterruptedException e) {
                    done.completeExceptionally(new RaftChangeException(Reason.TIMED_OUT, "closed meanwhile", e));
                } catch (ExecutionException | IOException | RuntimeException e) {
                    done.completeExceptionally(failure(Causes.of(e)));
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(new RaftChangeException(Reason.NOT_LEADER, "closed", e));
        }
        return done;
    }

    private static RaftChangeException failure(Throwable e) {
        Reason reason = switch (e) {
            case NotLeaderException x -> Reason.NOT_LEADER;
            case LeaderNotReadyException x -> Reason.NOT_LEADER;
            case LeaderSteppingDownException x -> Reason.NOT_LEADER;
            case ServerNotReadyException x -> Reason.NOT_LEADER;
            case ReconfigurationInProgressException x -> Reason.IN_PROGRESS;
            case ReconfigurationTimeoutException x -> Reason.NOT_CAUGHT_UP;
            default -> Reason.REFUSED;
        };
        return new RaftChangeException(reason, String.valueOf(e.getMessage()), e);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
