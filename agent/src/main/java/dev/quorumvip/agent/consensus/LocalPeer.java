package dev.quorumvip.agent.consensus;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.consensus.Consensus.Leadership;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.util.ExitUtils;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/** The Raft peer in this process: Ratis' server with the one group it serves. */
final class LocalPeer implements AutoCloseable {
    private final RaftServer server;
    private final RaftServer.Division division;

    private LocalPeer(RaftServer server, RaftServer.Division division) {
        this.server = server;
        this.division = division;
    }

    static RaftGroupId groupOf(RatisConfig config) {
        return RaftGroupId.valueOf(config.clusterId());
    }

    /**
     * Starts the peer.
     *
     * @param founding it is the whole of a new group; else it goes on with its log, or waits to be added
     */
    static LocalPeer start(RatisConfig config, Path storage, boolean founding, StateMachine machine)
            throws ConsensusFailure {
        requireFree(config);
        // Where it cannot go on Ratis ends the whole process; without that, our own fault handling learns of it.
        ExitUtils.disableSystemExit();
        ExitUtils.clear();
        RaftGroupId groupId = groupOf(config);
        List<RaftPeer> peers = founding
                ? List.of(RaftPeers.peer(config.self(), new RaftMember(config.address(), config.incarnation())))
                : List.of();
        RaftProperties properties = RatisSettings.properties(config, storage.toFile());
        RaftServer server = null;
        try {
            server = RaftServer.newBuilder()
                    .setServerId(RaftPeers.id(config.self(), config.incarnation()))
                    .setGroup(RaftGroup.valueOf(groupId, peers))
                    .setProperties(properties)
                    .setParameters(RaftTls.parameters(config.tls()))
                    .setOption(RaftStorage.StartupOption.RECOVER)
                    .setStateMachine(machine)
                    .build();
            server.start();
            return new LocalPeer(server, server.getDivision(groupId));
        } catch (IOException | RuntimeException e) {
            closeQuietly(server, e);
            throw StartFailure.of(e, storage);
        }
    }

    private static void closeQuietly(@Nullable RaftServer server, Exception reason) {
        if (server != null) {
            try {
                server.close();
            } catch (IOException | RuntimeException e) {
                reason.addSuppressed(e);
            }
        }
    }

    private static void requireFree(RatisConfig config) throws ConsensusFailure {
        InetAddress ip = config.address().ip();
        try (ServerSocket probe = new ServerSocket(config.address().port(), 1, ip)) {
            probe.setReuseAddress(true);
        } catch (IOException e) {
            throw new ConsensusFailure(
                    "cannot listen on TCP " + config.address() + ": " + e.getMessage()
                            + ": another process has the port, or the address is not on this machine",
                    e);
        }
    }

    RaftServer server() {
        return server;
    }

    RaftServer.Division division() {
        return division;
    }

    RaftPeerId id() {
        return server.getId();
    }

    DivisionInfo info() {
        return division.getInfo();
    }

    Collection<RaftPeer> peers() {
        return division.getRaftConf().getAllPeers();
    }

    boolean isInGroup() {
        return peers().stream().anyMatch(p -> p.getId().equals(id()));
    }

    /** Whether the newest configuration here is without this peer; one that still waits has none. */
    boolean wasRemoved() {
        Collection<RaftPeer> current = division.getRaftConf().getCurrentPeers();
        return !current.isEmpty() && current.stream().noneMatch(p -> p.getId().equals(id()));
    }

    boolean isAlone() {
        return peers().size() == 1 && isInGroup();
    }

    LifeCycle.State lifeCycle() {
        LifeCycle.State whole = server.getLifeCycleState();
        return whole == LifeCycle.State.RUNNING ? info().getLifeCycleState() : whole;
    }

    Leadership leadership() {
        RaftPeerId leader = info().isAlive() ? info().getLeaderId() : null;
        NodeId node = leader == null ? null : RaftPeers.node(leader);
        return new Leadership(info().isLeader() && info().isLeaderReady(), node, info().getCurrentTerm());
    }

    CompletableFuture<RaftClientReply> submit(RaftClientRequest request) {
        try {
            return server.submitClientRequestAsync(request);
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
