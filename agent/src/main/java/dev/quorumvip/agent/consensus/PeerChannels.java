package dev.quorumvip.agent.consensus;

import dev.quorumvip.tls.TlsIdentity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One channel to each peer that was called; a failed one is thrown away. */
final class PeerChannels implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PeerChannels.class);

    private final GrpcFactory factory;
    private final ClientId clientId;
    private final RaftProperties properties;
    private final Map<RaftPeerId, RaftClientRpc> channels = new ConcurrentHashMap<>();

    PeerChannels(ClientId clientId, RaftProperties properties, Optional<TlsIdentity> tls) {
        this.factory = new GrpcFactory(RaftTls.parameters(tls));
        this.clientId = clientId;
        this.properties = properties;
    }

    RaftClientRpc to(RaftPeer peer) {
        return channels.computeIfAbsent(peer.getId(), id -> {
            RaftClientRpc channel = factory.newRaftClientRpc(clientId, properties);
            channel.addRaftPeers(List.of(peer));
            return channel;
        });
    }

    /** A channel that failed waits longer and longer before it connects again; the next call begins with a new one. */
    void discard(RaftPeerId peer, RaftClientRpc failed) {
        if (channels.remove(peer, failed)) {
            closing(failed);
        }
    }

    /** Closing waits for the other side, for seconds if that is dead. */
    private static Thread closing(RaftClientRpc channel) {
        return Thread.ofVirtual().name("raft-channel-close").start(() -> {
            try {
                channel.close();
            } catch (java.io.IOException | RuntimeException e) {
                log.atDebug().addKeyValue("reason", e).log("A channel did not close cleanly");
            }
        });
    }

    @Override
    public void close() {
        List<Thread> closing = List.copyOf(channels.keySet()).stream()
                .flatMap(id -> Stream.ofNullable(channels.remove(id)))
                .map(PeerChannels::closing)
                .toList();
        for (Thread thread : closing) {
            try {
                thread.join(1_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
