package dev.quorumvip.agent.health.probe;

import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.health.Probe;
import dev.quorumvip.agent.health.ProbeResult;
import java.io.IOException;
import java.time.Duration;

/** Tries to get an answer over the network, and says how that went. */
final class NetworkProbe implements Probe {
    /** One try. */
    @FunctionalInterface
    interface Attempt {
        /**
         * Asks, and waits until the deadline at most.
         *
         * @return what came, which is as it should be
         * @throws FailedCheckException if an answer came that is not as it should be
         * @throws IOException if there was none
         */
        String make(Deadline deadline) throws IOException, FailedCheckException, InterruptedException;
    }

    private final Attempt attempt;
    private final MonotonicClock clock;
    private final Duration timeout;

    NetworkProbe(Attempt attempt, MonotonicClock clock, Duration timeout) {
        this.attempt = attempt;
        this.clock = clock;
        this.timeout = timeout;
    }

    @Override
    public ProbeResult run() throws InterruptedException {
        Deadline deadline = new Deadline(clock, timeout);
        try {
            String answer = attempt.make(deadline);
            return deadline.hasPassed() ? late(deadline) : ProbeResult.passed(answer, deadline.passed());
        } catch (FailedCheckException e) {
            return ProbeResult.failed(String.valueOf(e.getMessage()), deadline.passed());
        } catch (IOException e) {
            // An interrupt closes the socket that a virtual thread waits for.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return deadline.hasPassed() ? late(deadline) : ProbeResult.failed(Reasons.of(e), deadline.passed());
        }
    }

    private ProbeResult late(Deadline deadline) {
        return ProbeResult.timedOut(timeout, deadline.passed());
    }
}
