package dev.quorumvip.agent.netlink;

import java.io.IOException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that the kernel lets run before all ordinary ones, however many of those want to: SCHED_RR of sched(7). For
 * threads that do little and must not be late.
 */
public final class RealTimeThreads implements ThreadFactory {
    private static final Logger LOG = LoggerFactory.getLogger(RealTimeThreads.class);

    private final int priority;

    /** @param priority 1 to 99; the kernel's own threads that handle interrupts have 50 */
    public RealTimeThreads(int priority) {
        this.priority = priority;
    }

    /**
     * Tries it with a thread of no other use.
     *
     * @throws IOException with EPERM without CAP_SYS_NICE and with a lower RLIMIT_RTPRIO
     */
    public void check() throws IOException {
        AtomicReference<@Nullable NetlinkException> refused = new AtomicReference<>();
        Thread trial = new Thread(() -> {
            try {
                hurry();
            } catch (NetlinkException e) {
                refused.set(e);
            }
        });
        trial.start();
        try {
            trial.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        NetlinkException failure = refused.get();
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public Thread newThread(Runnable work) {
        return new Thread(() -> {
            try {
                hurry();
            } catch (NetlinkException e) {
                LOG.atError().setCause(e).log("a thread that leases depend on goes without its real-time priority");
            }
            work.run();
        });
    }

    private void hurry() throws NetlinkException {
        // 0 is the calling thread, in spite of the parameter's name.
        if (Libc.sched_setscheduler(0, Libc.SCHED_RR, new int[] {priority}) != 0) {
            throw new NetlinkException(Libc.errno(), "schedule a thread in real time with priority " + priority);
        }
    }
}
