package dev.quorumvip.agent.elect;

import dev.quorumvip.agent.elect.consul.ConsulClient;
import dev.quorumvip.agent.elect.consul.ConsulException;
import dev.quorumvip.agent.elect.consul.KeyState;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the lock back, so that somebody else has it at once: what is released knows no lock delay. The key's value is empty
 * then, which tells the others that nothing is held here any more, and that there is no name for vip-manager to follow.
 */
final class HandOver {
    private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);

    private static final String NOBODY = "";

    /** Who waits for the key to change sees it released, and takes it, within this; a key that is gone says less. */
    private static final Duration TO_BE_SEEN = Duration.ofMillis(300);

    private final ConsulClient consul;

    HandOver(ConsulClient consul) {
        this.consul = consul;
    }

    /** Releases the lock if this session has it, and deletes the key if nobody has taken it since. */
    void giveBack(String session) throws ConsulException, InterruptedException {
        Optional<KeyState.Entry> held = consul.read().value().entry();
        if (held.filter(entry -> entry.session().equals(session)).isEmpty()) {
            return;
        }
        if (consul.release(session, NOBODY)) {
            LOG.atInfo().addKeyValue("session", session).log("the lock is released");
        }
        Thread.sleep(TO_BE_SEEN);
        Optional<KeyState.Entry> left = consul.read().value().entry();
        if (left.isPresent()
                && left.get().session().isEmpty()
                && left.get().isLock()
                && left.get().value().equals(NOBODY)
                && consul.deleteUnchanged(left.get().modifyIndex())) {
            LOG.debug("the key is deleted");
        }
    }

    /** The same, and ends the session. A step that fails keeps none of the others from being tried. */
    void handBack(String session, SessionOpener opener) throws InterruptedException {
        attempt("release the lock", () -> giveBack(session));
        attempt("destroy the session", () -> consul.destroySession(session));
        attempt("remove the checks", opener::close);
    }

    private interface Step {
        void take() throws ConsulException, InterruptedException;
    }

    private static void attempt(String what, Step step) throws InterruptedException {
        try {
            step.take();
        } catch (ConsulException e) {
            LOG.atWarn()
                    .addKeyValue("reason", e.text())
                    .log("could not " + what + ": Consul ends the session when its TTL is over");
        }
    }
}
