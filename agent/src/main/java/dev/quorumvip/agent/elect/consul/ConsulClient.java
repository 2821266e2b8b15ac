package dev.quorumvip.agent.elect.consul;

import dev.quorumvip.agent.clock.MonotonicClock;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Consul, for one key. What any agent can do is asked of the one that answered last, and then of the others in turn; what
 * belongs to an agent, a session's node and its checks, is asked of that one.
 *
 * <p>All methods wait for an answer, and throw {@link ConsulException} when none is to be had. Safe for use by several
 * threads.
 */
public final class ConsulClient {
    /** {@code api.LockFlagValue}: by this Consul's own tools know a lock from other keys. */
    public static final long LOCK_FLAGS = 0x2ddccbc058a50c18L;

    private static final byte[] NOTHING = {};

    private final ConsulPort port;
    private final MonotonicClock clock;
    private final String key;
    private final Optional<String> namespace;
    private final Duration timeout;
    private final AtomicInteger preferred = new AtomicInteger();

    /** @param timeout how long one agent may take for an answer that it need not wait for itself */
    public ConsulClient(
            ConsulPort port, MonotonicClock clock, String key, Optional<String> namespace, Duration timeout) {
        this.port = port;
        this.clock = clock;
        this.key = key;
        this.namespace = namespace;
        this.timeout = timeout;
    }

    /** What became of an attempt to take the lock. */
    public enum Attempt {
        /** This session has it. */
        TAKEN,
        /** Another one has it, or Consul keeps it from everybody for the lock delay. */
        NOT_NOW,
        /** There is no such session any more. */
        SESSION_GONE
    }

    private record Ask(String method, String path, byte[] body, Duration timeout) {}

    /** The agents, in the order in which to try them. */
    public List<URI> endpoints() {
        return port.endpoints();
    }

    /** Has an agent run checks; those of that id that it has are replaced. */
    public void register(URI agent, OwnChecks own) throws ConsulException, InterruptedException {
        expect(
                at(agent, put("/v1/agent/service/register", ConsulJson.service(own))),
                "register checks",
                DENIED_SERVICE);
    }

    /** Takes them away again. */
    public void deregister(URI agent, OwnChecks own) throws ConsulException, InterruptedException {
        expect(at(agent, put("/v1/agent/service/deregister/" + own.id(), NOTHING)), "remove checks", DENIED_SERVICE);
    }

    /** Tells the agent that this program lives. */
    public void pass(URI agent, OwnChecks own) throws ConsulException, InterruptedException {
        expect(at(agent, put("/v1/agent/check/pass/" + own.livenessId(), NOTHING)), "pass a check", DENIED_SERVICE);
    }

    /**
     * Makes sure that a check is there and does not fail.
     *
     * @throws ConsulException {@link ConsulTrouble#CHECK_MISSING} or {@link ConsulTrouble#CHECK_CRITICAL} if not
     */
    public void verify(URI agent, String checkId) throws ConsulException, InterruptedException {
        String body = expect(
                        at(agent, new Ask("GET", "/v1/agent/checks", NOTHING, timeout)),
                        "read the checks",
                        DENIED_CHECKS)
                .value()
                .body();
        Map<String, ConsulJson.Check> checks = ConsulJson.checks(body);
        ConsulJson.Check check = checks.get(checkId);
        if (check == null) {
            throw new ConsulException(
                    ConsulTrouble.CHECK_MISSING,
                    "the agent at " + agent + " has no check with the id '" + checkId + "'"
                            + (checks.isEmpty()
                                    ? ", or the token may not see any (service:read, node:read)"
                                    : "; it has "
                                            + checks.keySet().stream().sorted().collect(Collectors.joining(", "))));
        }
        if (check.status().equals("critical")) {
            throw new ConsulException(
                    ConsulTrouble.CHECK_CRITICAL,
                    "the check '" + checkId + "' fails: "
                            + check.output().replaceAll("\\s+", " ").strip());
        }
    }

    /** Makes a session on that agent's node; its id. */
    public Sent<String> createSession(URI agent, SessionRequest request) throws ConsulException, InterruptedException {
        Sent<ConsulPort.Reply> sent = expect(
                at(agent, put("/v1/session/create", ConsulJson.session(request))), "create a session", DENIED_SESSION);
        return new Sent<>(ConsulJson.sessionId(sent.value().body()), sent.sentAt(), sent.endpoint());
    }

    /** False if there is no such session any more. */
    public Sent<Boolean> renewSession(String session) throws ConsulException, InterruptedException {
        Sent<ConsulPort.Reply> sent = anywhere(put("/v1/session/renew/" + session, NOTHING));
        if (sent.value().status() == 404) {
            return new Sent<>(false, sent.sentAt(), sent.endpoint());
        }
        expect(sent, "renew the session", DENIED_SESSION);
        return new Sent<>(true, sent.sentAt(), sent.endpoint());
    }

    /** One that is gone already is no error. */
    public void destroySession(String session) throws ConsulException, InterruptedException {
        expect(anywhere(put("/v1/session/destroy/" + session, NOTHING)), "destroy the session", DENIED_SESSION);
    }

    /** The key now, as a majority of the servers has it. */
    public Sent<KeyState> read() throws ConsulException, InterruptedException {
        return state(new Ask("GET", keyPath("consistent"), NOTHING, timeout));
    }

    /** The same in less time than usual, or not at all. */
    public Sent<KeyState> read(Duration within) throws ConsulException, InterruptedException {
        return state(new Ask("GET", keyPath("consistent"), NOTHING, within));
    }

    /** The key when it is another than at {@code index}, or after {@code wait}; now if {@code index} is 0. */
    public Sent<KeyState> watch(long index, Duration wait) throws ConsulException, InterruptedException {
        if (index == 0) {
            return read();
        }
        // Consul adds up to a sixteenth of the time, at random.
        Duration patience = wait.plus(wait.dividedBy(16)).plus(timeout);
        String query = "consistent&index=" + index + "&wait=" + wait.toMillis() + "ms";
        return state(new Ask("GET", keyPath(query), NOTHING, patience));
    }

    /** Takes the lock and writes {@code value}, or only writes it if this session has the lock already. */
    public Sent<Attempt> acquire(String session, String value) throws ConsulException, InterruptedException {
        Sent<ConsulPort.Reply> sent = anywhere(
                put(keyPath("acquire=" + session + "&flags=" + LOCK_FLAGS), value.getBytes(StandardCharsets.UTF_8)));
        if (sent.value().status() == 500 && sent.value().body().contains("invalid session")) {
            return new Sent<>(Attempt.SESSION_GONE, sent.sentAt(), sent.endpoint());
        }
        boolean taken = isTrue(expect(sent, "take the lock", DENIED_KEY));
        return new Sent<>(taken ? Attempt.TAKEN : Attempt.NOT_NOW, sent.sentAt(), sent.endpoint());
    }

    /** Gives the lock back, without a lock delay; the key stays, with that value. */
    public boolean release(String session, String value) throws ConsulException, InterruptedException {
        return isTrue(expect(
                anywhere(put(
                        keyPath("release=" + session + "&flags=" + LOCK_FLAGS),
                        value.getBytes(StandardCharsets.UTF_8))),
                "release the lock",
                DENIED_KEY));
    }

    /** Deletes the key if nobody has changed it since. */
    public boolean deleteUnchanged(long modifyIndex) throws ConsulException, InterruptedException {
        return isTrue(expect(
                anywhere(new Ask("DELETE", keyPath("cas=" + modifyIndex), NOTHING, timeout)),
                "delete the key",
                DENIED_KEY));
    }

    private static final String DENIED_SESSION = "session:write on the agent's node";
    private static final String DENIED_KEY = "key:write on the key";
    private static final String DENIED_SERVICE = "service:write on \"" + OwnChecks.SERVICE + "\"";
    private static final String DENIED_CHECKS = "service:read and node:read";

    private Sent<KeyState> state(Ask ask) throws ConsulException, InterruptedException {
        Sent<ConsulPort.Reply> sent = anywhere(ask);
        ConsulPort.Reply reply = sent.value();
        if (reply.status() == 404) {
            return new Sent<>(new KeyState(reply.index(), Optional.empty()), sent.sentAt(), sent.endpoint());
        }
        expect(sent, "read the key", DENIED_KEY);
        return new Sent<>(new KeyState(reply.index(), ConsulJson.entry(reply.body())), sent.sentAt(), sent.endpoint());
    }

    private Ask put(String path, byte[] body) {
        return new Ask("PUT", path, body, timeout);
    }

    private String keyPath(String query) {
        String path = Arrays.stream(key.split("/", -1))
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
        return "/v1/kv/" + path + "?" + query;
    }

    private Sent<ConsulPort.Reply> anywhere(Ask ask) throws ConsulException, InterruptedException {
        List<URI> all = port.endpoints();
        int first = preferred.get();
        ConsulException worst = null;
        for (int i = 0; i < all.size(); i++) {
            int index = (first + i) % all.size();
            try {
                Sent<ConsulPort.Reply> sent = at(all.get(index), ask);
                preferred.compareAndSet(first, index);
                return sent;
            } catch (ConsulException e) {
                if (!e.elsewhere()) {
                    throw e;
                }
                worst = worse(worst, e);
            }
        }
        throw worst == null ? new ConsulException(ConsulTrouble.UNREACHABLE, "there is no endpoint") : worst;
    }

    /** A certificate that is wrong is what a person has to mend, whatever else is out of reach. */
    private static ConsulException worse(@Nullable ConsulException before, ConsulException next) {
        return before == null || next.trouble().compareTo(before.trouble()) > 0 ? next : before;
    }

    private Sent<ConsulPort.Reply> at(URI agent, Ask ask) throws ConsulException, InterruptedException {
        String path = namespace
                .map(ns -> ask.path() + (ask.path().contains("?") ? "&" : "?") + "ns="
                        + URLEncoder.encode(ns, StandardCharsets.UTF_8))
                .orElse(ask.path());
        long sentAt = clock.nanos();
        ConsulPort.Reply reply = port.send(agent, ask.method(), path, ask.body(), ask.timeout());
        if (ConsulErrors.leaderless(reply)) {
            throw new ConsulException(ConsulTrouble.NO_LEADER, agent + ": " + ConsulErrors.line(reply));
        }
        return new Sent<>(reply, sentAt, agent);
    }

    private static Sent<ConsulPort.Reply> expect(Sent<ConsulPort.Reply> sent, String what, String right)
            throws ConsulException {
        if (sent.value().status() != 200) {
            throw ConsulErrors.of(sent.value(), sent.endpoint(), what, right);
        }
        return sent;
    }

    private static boolean isTrue(Sent<ConsulPort.Reply> sent) {
        return sent.value().body().strip().equals("true");
    }
}
