package dev.quorumvip.agent.rest;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends writes that their reader does not take: the writer is interrupted, by which its channel closes ({@link
 * java.nio.channels.InterruptibleChannel}).
 */
final class WriteWatch implements AutoCloseable {
    private final long limitNanos;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("rest-watch").factory());

    /** Something that may block for as long as a reader does not read. */
    @FunctionalInterface
    interface Write {
        void run() throws IOException;
    }

    WriteWatch(Duration limit) {
        this.limitNanos = limit.toNanos();
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Writes, on this thread.
     *
     * @throws IOException as the write threw it, or because it took too long
     */
    void within(Write write) throws IOException {
        Deadline deadline = new Deadline(Thread.currentThread());
        Future<?> due = timer.schedule(deadline::pass, limitNanos, TimeUnit.NANOSECONDS);
        try {
            write.run();
        } finally {
            due.cancel(false);
            deadline.end();
        }
        if (deadline.passed) {
            throw new IOException("the reader took too long");
        }
    }

    /** What is under way then has no limit any more. */
    @Override
    public void close() {
        timer.shutdownNow();
    }

    private static final class Deadline {
        private final Thread writer;
        private boolean ended;
        private boolean passed;

        Deadline(Thread writer) {
            this.writer = writer;
        }

        synchronized void pass() {
            if (!ended) {
                passed = true;
                writer.interrupt();
            }
        }

        /** The interrupt was for the write alone. */
        synchronized void end() {
            ended = true;
            if (passed) {
                var unused = Thread.interrupted();
            }
        }
    }
}
