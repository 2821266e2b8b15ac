package dev.quorumvip.agent.rest;

import dev.quorumvip.agent.definition.FieldProblem;
import dev.quorumvip.agent.definition.VipName;
import dev.quorumvip.agent.events.EventId;
import dev.quorumvip.agent.events.EventLog;
import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.api.EventList;
import dev.quorumvip.api.EventType;
import dev.quorumvip.api.ProblemReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code /v1/events}: what happened, as a list or as a stream that goes on (WHATWG server-sent events). */
final class EventRoutes {
    private static final String SINCE = "since";
    private static final String VIP = "vip";
    private static final String FOLLOW = "follow";

    private final ControlPlane plane;
    private final Duration heartbeat;

    /** @param heartbeat how often a stream says that it has nothing to say */
    EventRoutes(ControlPlane plane, Duration heartbeat) {
        this.plane = plane;
        this.heartbeat = heartbeat;
    }

    void addTo(Router router) {
        router.add("GET", "/v1/events", this::events);
    }

    private Response events(Request request) throws ControlPlaneException {
        QueryFields query = QueryFields.read(request.query(), Set.of(SINCE, VIP, FOLLOW));
        Optional<String> vip = query.find(VIP);
        Optional<FieldProblem> wrongName = vip.flatMap(name -> VipName.problemOf(VIP, name));
        if (wrongName.isPresent()) {
            throw new InvalidRequestException(List.of(wrongName.get()));
        }
        boolean follow = follow(query);
        Optional<EventId> since = since(request, query);
        EventLog log = plane.events();
        EventId place = since.orElseGet(log::floor);
        if (follow) {
            // A proxy that gathers an answer before it passes it on would keep a stream for ever.
            return Response.stream(
                    EventStream.MEDIA_TYPE,
                    Map.of("X-Accel-Buffering", "no"),
                    new EventStream(log, plane, place, vip, heartbeat));
        }
        return Response.json(200, new EventList(kept(log, place, vip)));
    }

    private static List<ClusterEvent> kept(EventLog log, EventId after, Optional<String> vip) {
        List<ClusterEvent> kept =
                new ArrayList<>(log.after(after, EventLog.CAPACITY + 1).events());
        kept.removeIf(event -> !concerns(event, vip));
        return kept;
    }

    /** A gap concerns everybody: what is missing might have. */
    static boolean concerns(ClusterEvent event, Optional<String> vip) {
        return vip.isEmpty() || event.type() == EventType.GAP || vip.get().equals(event.vip());
    }

    private static boolean follow(QueryFields query) throws InvalidRequestException {
        return switch (query.find(FOLLOW).orElse("true")) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new InvalidRequestException(
                        FOLLOW, ProblemReason.NOT_A_BOOLEAN, "'" + FOLLOW + "' must be true or false");
        };
    }

    /** The header first: a browser that comes back sends it along with the address it began with. */
    private static Optional<EventId> since(Request request, QueryFields query) throws InvalidRequestException {
        Optional<String> header = Optional.ofNullable(request.lastEventId()).filter(id -> !id.isEmpty());
        Optional<String> given = header.or(() -> query.find(SINCE));
        if (given.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(EventId.parse(given.get()));
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(
                    header.isPresent() ? "Last-Event-ID" : SINCE,
                    ProblemReason.INVALID_EVENT_ID,
                    String.valueOf(e.getMessage()));
        }
    }
}
