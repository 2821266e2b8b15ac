package dev.quorumvip.agent.elect;

import dev.quorumvip.agent.elect.config.ElectConfig;
import dev.quorumvip.agent.elect.consul.ConsulClient;
import dev.quorumvip.agent.elect.consul.ConsulException;
import dev.quorumvip.agent.elect.consul.ConsulTrouble;
import dev.quorumvip.agent.elect.consul.KeyState;
import dev.quorumvip.agent.elect.consul.OwnChecks;
import dev.quorumvip.agent.elect.consul.Sent;
import dev.quorumvip.agent.elect.consul.SessionRequest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sessions, with the checks that they depend on, on the node of the first agent that can be reached. Its methods wait
 * for Consul; safe for use by several threads.
 */
final class SessionOpener {
    private static final Logger LOG = LoggerFactory.getLogger(SessionOpener.class);

    /** An agent tells the servers of a new check at once; that takes milliseconds as a rule. */
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(2);

    private static final Duration BETWEEN = Duration.ofMillis(100);

    private final ConsulClient consul;
    private final ElectConfig config;
    private final OwnChecks own;
    private boolean keyLooked;
    private boolean livenessDenied;
    private @Nullable URI registeredAt;

    /** @param life unlike that of any other elector */
    SessionOpener(ConsulClient consul, ElectConfig config, String life) {
        this.consul = consul;
        this.config = config;
        this.own = new OwnChecks(
                OwnChecks.SERVICE + "-" + life, config.livenessTtl(), config.checkUrl(), config.checkInterval());
    }

    /**
     * Makes a session.
     *
     * @throws LockConflictException only the first time, if the key is no lock
     */
    Sent<String> open() throws ConsulException, LockConflictException, InterruptedException {
        ConsulException last = new ConsulException(ConsulTrouble.UNREACHABLE, "there is no endpoint");
        for (URI agent : consul.endpoints()) {
            try {
                return openAt(agent);
            } catch (ConsulException e) {
                last = e;
                boolean elsewhere = e.trouble() == ConsulTrouble.UNREACHABLE || e.trouble() == ConsulTrouble.NO_LEADER;
                if (!elsewhere) {
                    throw e;
                }
            }
        }
        throw last;
    }

    private Sent<String> openAt(URI agent) throws ConsulException, LockConflictException, InterruptedException {
        lookAtKey();
        List<String> checks = new ArrayList<>();
        if (config.checkId().isPresent()) {
            consul.verify(agent, config.checkId().get());
            checks.add(config.checkId().get());
        }
        Optional<OwnChecks> registered = register(agent);
        registered.map(OwnChecks::ids).ifPresent(checks::addAll);
        SessionRequest request = new SessionRequest(
                OwnChecks.SERVICE + " " + config.hostname(), config.ttl(), config.lockDelay(), checks);
        for (int attempt = 0; ; attempt++) {
            try {
                return consul.createSession(agent, request);
            } catch (ConsulException e) {
                boolean onTheirWay = e.trouble() == ConsulTrouble.CHECK_MISSING && registered.isPresent();
                if (!onTheirWay || attempt >= KNOWN_WITHIN.dividedBy(BETWEEN)) {
                    forget(e);
                    throw e;
                }
            }
            Thread.sleep(BETWEEN);
        }
    }

    private synchronized void forget(ConsulException why) {
        if (why.trouble() == ConsulTrouble.CHECK_MISSING) {
            registeredAt = null;
        }
    }

    private void lookAtKey() throws ConsulException, LockConflictException, InterruptedException {
        if (keyLooked) {
            return;
        }
        KeyState key = consul.read().value();
        keyLooked = true;
        if (key.entry().isPresent() && !key.entry().get().isLock()) {
            throw new LockConflictException(config.key(), key.entry().get().flags());
        }
    }

    /** Registers what there is to register, once with each agent. */
    private Optional<OwnChecks> register(URI agent) throws ConsulException, InterruptedException {
        OwnChecks wanted = wanted();
        if (wanted.none()) {
            return Optional.empty();
        }
        try {
            if (!agent.equals(registeredAt())) {
                consul.register(agent, wanted);
                registered(agent);
            }
            if (!wanted.liveness().isZero()) {
                consul.pass(agent, wanted);
            }
            return Optional.of(wanted);
        } catch (ConsulException e) {
            registered(null);
            if (e.trouble() == ConsulTrouble.DENIED && config.checkUrl().isEmpty()) {
                livenessDenied(e);
                return Optional.empty();
            }
            throw e;
        }
    }

    private synchronized OwnChecks wanted() {
        return livenessDenied ? new OwnChecks(own.id(), Duration.ZERO, own.url(), own.interval()) : own;
    }

    private synchronized void livenessDenied(ConsulException why) {
        livenessDenied = true;
        LOG.atWarn()
                .addKeyValue("reason", why.text())
                .log("no liveness check: when this process is killed the lock stays with it for up to twice the TTL;"
                        + " grant the right, or give --liveness-ttl=0 if that is meant");
    }

    private synchronized @Nullable URI registeredAt() {
        return registeredAt;
    }

    private synchronized void registered(@Nullable URI agent) {
        registeredAt = agent;
    }

    /** How often to call {@link #alive}; zero for never. */
    Duration heartbeat() {
        return config.livenessTtl().dividedBy(4);
    }

    /** Tells the agent that this program lives. One that knows nothing of its check is told anew with the next session. */
    void alive() throws InterruptedException {
        URI agent = registeredAt();
        OwnChecks wanted = wanted();
        if (agent == null || wanted.liveness().isZero()) {
            return;
        }
        try {
            consul.pass(agent, wanted);
        } catch (ConsulException e) {
            LOG.atDebug().addKeyValue("reason", e.text()).log("the liveness check could not be passed");
            if (e.trouble() == ConsulTrouble.REFUSED) {
                registered(null);
            }
        }
    }

    /** Takes the checks away. */
    void close() throws ConsulException, InterruptedException {
        URI agent = registeredAt();
        if (agent != null) {
            consul.deregister(agent, own);
        }
    }
}
