package dev.quorumvip.agent.rest;

import dev.quorumvip.api.ProblemReason;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets a bounded number of handlers run, and waits for each no longer than a deadline.
 *
 * <p>A handler that overstays is interrupted and keeps its place until it really ends, so that handlers that ignore the
 * interrupt cannot pile up without bound.
 */
final class CallGate {
    private final String name;
    private final Semaphore places;
    private final Duration deadline;

    /** The call did not bring an answer. */
    static final class NoAnswerException extends Exception {
        private static final long serialVersionUID = 1L;

        private final ProblemReason reason;

        private NoAnswerException(ProblemReason reason, String message) {
            super(message);
            this.reason = reason;
        }

        ProblemReason reason() {
            return reason;
        }
    }

    CallGate(String name, int places, Duration deadline) {
        this.name = name;
        this.places = new Semaphore(places);
        this.deadline = deadline;
    }

    /**
     * Runs the handler.
     *
     * @throws ControlPlaneException as the handler threw it
     * @throws NoAnswerException when there is no place, or no answer in time
     */
    Response call(Handler handler, Request request) throws ControlPlaneException, NoAnswerException {
        if (!places.tryAcquire()) {
            throw new NoAnswerException(ProblemReason.BUSY, "too many " + name + " requests are under way; try again");
        }
        FutureTask<Response> task = new FutureTask<>(() -> handler.handle(request));
        Thread.ofVirtual().name("rest-" + name).start(() -> {
            try {
                task.run();
            } finally {
                places.release();
            }
        });
        try {
            return task.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            throw new NoAnswerException(
                    ProblemReason.TIMEOUT,
                    "no outcome within " + deadline.toMillis()
                            + " ms; a change may still take effect, so read the state" + " before trying again");
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new NoAnswerException(ProblemReason.BUSY, "the agent is stopping");
        } catch (ExecutionException e) {
            throw rethrown(e);
        }
    }

    private static RuntimeException rethrown(ExecutionException failure) throws ControlPlaneException {
        return switch (failure.getCause()) {
            case ControlPlaneException refusal -> throw refusal;
            case RuntimeException fault -> throw fault;
            case Error error -> throw error;
            case null, default -> new CancellationException("unexpected end of a handler: " + failure);
        };
    }
}
