package dev.quorumvip.operator.agents;

import static dev.quorumvip.client.AgentClient.segment;

import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.api.ClusterRequest;
import dev.quorumvip.api.ClusterStanding;
import dev.quorumvip.api.LabelsRequest;
import dev.quorumvip.api.MoveRequest;
import dev.quorumvip.api.NodeStatus;
import dev.quorumvip.api.VipSpec;
import dev.quorumvip.api.VipStatus;
import dev.quorumvip.client.AgentCallException;
import dev.quorumvip.client.AgentClient;
import dev.quorumvip.client.EventFeed;
import dev.quorumvip.client.ServerSentEvents;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks an agent by its REST contract. */
final class RestAgentApi implements AgentApi, AutoCloseable {
    /** Agents say something each 15 s, be it that nothing happened. */
    private static final Duration SILENCE = Duration.ofSeconds(35);

    private static final int NOT_FOUND = 404;

    private final AgentClient client;

    RestAgentApi(AgentClient client) {
        this.client = client;
    }

    @Override
    public ClusterStanding standing() throws AgentCallException {
        return client.get("/v1/cluster", ClusterStanding.class);
    }

    @Override
    public NodeStatus status() throws AgentCallException {
        return client.get("/v1/status", NodeStatus.class);
    }

    @Override
    public Optional<VipStatus> vip(String name) throws AgentCallException {
        try {
            return Optional.of(client.get(vipPath(name), VipStatus.class));
        } catch (AgentCallException e) {
            if (isMissing(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void putVip(String name, VipSpec spec, boolean takeOver) throws AgentCallException {
        client.put(vipPath(name) + (takeOver ? "?takeOver=true" : ""), spec);
    }

    @Override
    public boolean deleteVip(String name, String owner) throws AgentCallException {
        return deleted(vipPath(name) + "?owner=" + segment(owner));
    }

    @Override
    public void moveVip(String name, String node) throws AgentCallException {
        client.post(vipPath(name) + "/move", new MoveRequest(node));
    }

    @Override
    public void found(List<String> initialPeers) throws AgentCallException {
        client.post("/v1/cluster", ClusterRequest.found(initialPeers));
    }

    @Override
    public void join(List<String> contacts) throws AgentCallException {
        client.post("/v1/cluster", ClusterRequest.join(contacts));
    }

    @Override
    public void label(String member, Map<String, String> labels) throws AgentCallException {
        client.put(memberPath(member) + "/labels", new LabelsRequest(labels));
    }

    @Override
    public void drain(String member, boolean drained) throws AgentCallException {
        client.post(memberPath(member) + (drained ? "/drain" : "/undrain"));
    }

    @Override
    public boolean remove(String member) throws AgentCallException {
        return deleted(memberPath(member));
    }

    @Override
    public EventStream follow(Optional<String> after) throws AgentCallException {
        return new Events(client, client.follow("/v1/events", after));
    }

    @Override
    public void close() {
        client.close();
    }

    private boolean deleted(String path) throws AgentCallException {
        try {
            client.delete(path);
            return true;
        } catch (AgentCallException e) {
            if (isMissing(e)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean isMissing(AgentCallException e) {
        return e.kind() == AgentCallException.Kind.REFUSED && e.status().orElse(0) == NOT_FOUND;
    }

    private static String vipPath(String name) {
        return "/v1/vips/" + segment(name);
    }

    private static String memberPath(String name) {
        return "/v1/members/" + segment(name);
    }

    /** Reads events out of the blocks of a stream. */
    private record Events(AgentClient client, EventFeed feed) implements EventStream {
        @Override
        public Optional<ClusterEvent> next() throws AgentCallException, InterruptedException {
            Optional<ServerSentEvents.Block> block = feed.next(SILENCE);
            // One without data says only that the agent is there.
            while (block.isPresent() && block.get().data().isEmpty()) {
                block = feed.next(SILENCE);
            }
            return block.isEmpty()
                    ? Optional.empty()
                    : Optional.of(client.read(block.get().data().getBytes(StandardCharsets.UTF_8), ClusterEvent.class));
        }

        @Override
        public void close() {
            feed.close();
        }
    }
}
