package dev.quorumvip.agent.elect;

import dev.quorumvip.agent.elect.config.ElectConfig;
import dev.quorumvip.agent.elect.consul.ConsulException;
import dev.quorumvip.agent.elect.consul.ConsulTrouble;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The lines of an election. Those in capitals, and the two that begin with a capital, are vip-elector's: people grep them. */
final class ElectionLog {
    private static final Logger LOG = LoggerFactory.getLogger(Elector.class);

    private final ElectConfig config;
    private volatile boolean stopping;

    ElectionLog(ElectConfig config) {
        this.config = config;
    }

    void opened(String session, URI agent) {
        LOG.atInfo().addKeyValue("session", session).addKeyValue("agent", agent).log("session created");
    }

    void acquired(String session) {
        LOG.atInfo()
                .addKeyValue("key", config.key())
                .addKeyValue("hostname", config.hostname())
                .addKeyValue("session", session)
                .log("LOCK ACQUIRED: this node is the leader");
    }

    /** A stop that was asked for is no loss. */
    void lost(String why) {
        if (stopping) {
            LOG.atInfo().addKeyValue("key", config.key()).log("this node leads no more: it was told to stop");
            return;
        }
        LOG.atWarn()
                .addKeyValue("key", config.key())
                .addKeyValue("hostname", config.hostname())
                .addKeyValue("reason", why)
                .log("LOCK LOST: this node is not the leader any more");
    }

    void notOpened(ConsulException why, Duration retry) {
        boolean check = why.trouble() == ConsulTrouble.CHECK_MISSING || why.trouble() == ConsulTrouble.CHECK_CRITICAL;
        LOG.atLevel(check ? Level.WARN : Level.ERROR)
                .addKeyValue("trouble", nameOf(why))
                .addKeyValue("reason", why.text())
                .addKeyValue("retry_ms", retry.toMillis())
                .log(check ? "Health check verification failed" : "Failed to create session");
    }

    void trouble(String what, ConsulException why) {
        LOG.atWarn()
                .addKeyValue("trouble", nameOf(why))
                .addKeyValue("reason", why.text())
                .log(what);
    }

    void conflict(long flags) {
        LOG.atError().addKeyValue("key", config.key()).log(LockConflictException.text(config.key(), flags));
    }

    void refused(LockConflictException why) {
        LOG.atError().addKeyValue("key", config.key()).log("trigger-key pre-flight check failed: " + why.getMessage());
    }

    void holder(String holder) {
        if (holder.isEmpty()) {
            LOG.atInfo().addKeyValue("key", config.key()).log("nobody has the lock");
        } else {
            LOG.atInfo()
                    .addKeyValue("key", config.key())
                    .addKeyValue("holder", holder)
                    .log("another node leads");
        }
    }

    void stopping() {
        stopping = true;
        LOG.info("told to stop: handing back what this node has");
    }

    private static String nameOf(ConsulException why) {
        return why.trouble().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
