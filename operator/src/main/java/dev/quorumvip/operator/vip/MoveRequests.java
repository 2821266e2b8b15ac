package dev.quorumvip.operator.vip;

import dev.quorumvip.client.AgentCallException;
import dev.quorumvip.crd.VirtualIP;
import dev.quorumvip.operator.agents.AgentApi;
import dev.quorumvip.operator.events.EventPoster;
import dev.quorumvip.operator.events.Notice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves that are asked for by an annotation: each is carried out or refused once, told by an Event, and taken away. */
final class MoveRequests {
    /** Asks for the VIP to be on a node, whose name is its value. */
    static final String ANNOTATION = "quorumvip.io/move-to";

    private static final Logger LOG = LoggerFactory.getLogger(MoveRequests.class);

    private final EventPoster poster;
    private final InstantSource wall;

    MoveRequests(EventPoster poster, InstantSource wall) {
        this.poster = poster;
        this.wall = wall;
    }

    /** Does what the annotation asks for, if there is one; where nobody can be asked it stays for another time. */
    void carryOut(VirtualIP vip, AgentApi agent, KubernetesClient client) {
        Optional<String> to = Optional.ofNullable(vip.getMetadata().getAnnotations())
                .flatMap(annotations -> Optional.ofNullable(annotations.get(ANNOTATION)));
        if (to.isPresent() && asked(vip.getMetadata().getName(), to.get(), agent)) {
            client.resource(vip).edit(latest -> {
                if (latest.getMetadata().getAnnotations() != null) {
                    // One that asks for another node meanwhile stays.
                    latest.getMetadata().getAnnotations().remove(ANNOTATION, to.get());
                }
                return latest;
            });
        }
    }

    /** Whether that is settled, one way or the other. */
    private boolean asked(String name, String to, AgentApi agent) {
        try {
            agent.moveVip(name, to);
            tell(name, to, false, "HandoverRequested", "asked to move to " + to);
            return true;
        } catch (AgentCallException e) {
            if (e.lasting()) {
                tell(name, to, true, "MoveRefused", String.valueOf(e.getMessage()));
                return true;
            }
            LOG.atDebug()
                    .addKeyValue("vip", name)
                    .addKeyValue("reason", e.getMessage())
                    .log("not moved yet");
            return false;
        }
    }

    private void tell(String name, String to, boolean warning, String reason, String note) {
        Instant now = wall.instant();
        poster.tell(new Notice(name, "move/" + to + "/" + now, warning, reason, "Move", note, now));
    }
}
