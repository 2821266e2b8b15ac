package dev.quorumvip.agent.elect;

import dev.quorumvip.agent.elect.config.ElectConfig;
import dev.quorumvip.agent.elect.consul.ConsulClient;
import dev.quorumvip.agent.elect.consul.HttpConsulPort;
import dev.quorumvip.agent.elect.election.ElectionEvent;
import dev.quorumvip.agent.elect.election.ElectionRules;
import dev.quorumvip.agent.metrics.AgentMetrics;
import dev.quorumvip.agent.metrics.ElectMetrics;
import dev.quorumvip.agent.netlink.BootTimeClock;
import dev.quorumvip.agent.rest.RestServer;
import dev.quorumvip.agent.version.AgentVersion;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs an elector as the whole of a process: until SIGTERM or SIGINT, or until it cannot go on. */
public final class ElectLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ElectLifecycle.class);

    /** Less than the five seconds that a clean stop may take. */
    private static final Duration HAND_BACK = Duration.ofMillis(4_500);

    /** For one answer of one agent. */
    private static final Duration LONGEST_ANSWER = Duration.ofMillis(2_500);

    private static final int FAILED = 1;

    private final ElectConfig config;
    private final IntConsumer halt;
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private final AtomicReference<@Nullable Elector> running = new AtomicReference<>();
    private final AtomicReference<@Nullable BoundVip> boundVip = new AtomicReference<>();

    private ElectLifecycle(ElectConfig config, IntConsumer halt) {
        this.config = config;
        this.halt = halt;
    }

    /**
     * Runs it in the foreground. A stop by signal ends the process from here, with status 0.
     *
     * @return the exit status of one that could not start, or had to give up; the reason was logged
     */
    public static int run(ElectConfig config) {
        return new ElectLifecycle(config, status -> Runtime.getRuntime().halt(status)).run();
    }

    private int run() {
        Thread stopper = new Thread(this::stop, "stop");
        Runtime.getRuntime().addShutdownHook(stopper);
        try {
            Elector elector = start();
            if (elector.ended().get()) {
                // The stopper ends the process when everything is closed.
                stopper.join();
            }
        } catch (ElectStartException e) {
            LOG.atError().addKeyValue("reason", e.getMessage()).log("the elector cannot start");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.atError().setCause(e).log("the elector had to give up");
        }
        try {
            Runtime.getRuntime().removeShutdownHook(stopper);
            closeAll();
        } catch (IllegalStateException e) {
            LOG.debug("told to stop while it ended");
        }
        return FAILED;
    }

    private Elector start() throws ElectStartException {
        BootTimeClock clock = new BootTimeClock();
        SecureRandom random = new SecureRandom();
        PrometheusMeterRegistry registry = AgentMetrics.newRegistry();
        ElectMetrics metrics = new ElectMetrics(registry, AgentVersion.text(), this::sinceRenewal);
        HttpConsulPort port = closing(new HttpConsulPort(config.endpoints(), config.token(), config.tls()));
        Duration answer = config.ttl().dividedBy(4);
        ConsulClient consul = new ConsulClient(
                port,
                clock,
                config.key(),
                config.namespace(),
                answer.compareTo(LONGEST_ANSWER) < 0 ? answer : LONGEST_ANSWER);
        SessionOpener opener = new SessionOpener(consul, config, HexFormat.of().toHexDigits(random.nextLong()));
        Elector.Leadership leadership = new KeyAlone();
        ElectionRules rules = ElectionRules.forKeyAlone(config.hostname(), config.ttl());
        @Nullable BoundVip bound = null;
        if (config.bind().isPresent()) {
            bound = closing(new BoundVip(config, config.bind().get(), clock, new VipEars(metrics)));
            leadership = bound;
            rules = ElectionRules.forHolding(config.hostname(), config.ttl(), bound.claim());
        }
        Elector elector =
                closing(new Elector(config, rules, consul, opener, clock, random, leadership, metrics, this::fault));
        running.set(elector);
        if (bound != null) {
            boundVip.set(bound);
            bound.listen(elector::run);
        }
        if (config.bindHttp().isPresent()) {
            try {
                RestServer server =
                        closing(RestServer.ofProbes(config.bindHttp().get().resolve(), elector, registry));
                server.start();
            } catch (IOException e) {
                throw new ElectStartException(
                        "cannot listen on --bind-http " + config.bindHttp().get() + ": " + e.getMessage(), e);
            }
        }
        LOG.atInfo()
                .addKeyValue("key", config.key())
                .addKeyValue("hostname", config.hostname())
                .addKeyValue("endpoints", config.endpoints())
                .addKeyValue("check", config.checkId().orElse(""))
                .addKeyValue("ttl_ms", config.ttl().toMillis())
                .addKeyValue("lock_delay_ms", config.lockDelay().toMillis())
                .log("the elector starts");
        elector.start();
        return elector;
    }

    private double sinceRenewal() {
        Elector elector = running.get();
        return elector == null ? Double.NaN : elector.sinceRenewal();
    }

    private void stop() {
        Elector elector = running.get();
        if (elector != null) {
            elector.stop();
            try {
                elector.ended().get(HAND_BACK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn("Consul did not take note in time: it ends the session when its TTL is over");
            }
        }
        closeAll();
        // Else the virtual machine would report the signal, 143, as if it had been killed by it.
        halt.accept(0);
    }

    /** The supervisor does the rest. */
    private void fault(String what, Throwable cause) {
        BoundVip vip = boundVip.get();
        if (vip != null) {
            vip.abandon();
        }
        LOG.atError().setCause(cause).log(what);
        halt.accept(FAILED);
    }

    private <T extends AutoCloseable> T closing(T resource) {
        synchronized (toClose) {
            toClose.push(resource);
        }
        return resource;
    }

    private void closeAll() {
        synchronized (toClose) {
            while (!toClose.isEmpty()) {
                AutoCloseable resource = toClose.pop();
                try {
                    resource.close();
                } catch (Exception e) {
                    LOG.atWarn().setCause(e).log("something did not close");
                }
            }
        }
    }

    /** Who reads the key does the rest. */
    private static final class KeyAlone implements Elector.Leadership {
        @Override
        public void lead(long provenAt) {}

        @Override
        public void extend(long provenAt) {}

        @Override
        public void resign(String why) {}

        @Override
        public long tick() {
            return 0;
        }
    }

    /** On the elector's thread. */
    private final class VipEars implements BoundVip.Listener {
        private final ElectMetrics metrics;

        VipEars(ElectMetrics metrics) {
            this.metrics = metrics;
        }

        @Override
        public void bound(boolean bound) {
            metrics.bound(bound);
        }

        @Override
        public void cannotHold(String why) {
            LOG.atWarn().addKeyValue("reason", why).log("this node cannot hold the VIP: giving the lock back");
            BoundVip vip = boundVip.get();
            Elector elector = running.get();
            if (vip != null && elector != null) {
                // Not from within the call that tells of it.
                elector.run(vip::refused);
            }
        }

        @Override
        public void fault(String what, Exception cause) {
            ElectLifecycle.this.fault(what, cause);
        }

        @Override
        public void able(boolean able, String why) {
            Elector elector = running.get();
            if (elector != null) {
                elector.tell(new ElectionEvent.Able(able, why));
            }
        }
    }
}
