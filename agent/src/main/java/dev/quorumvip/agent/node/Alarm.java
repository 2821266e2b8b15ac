package dev.quorumvip.agent.node;

import java.time.Duration;

/** Work on the agent's loop that is due at the earliest of the times it was asked for. From the loop's thread only. */
final class Alarm {
    private final AgentLoop loop;
    private final Runnable work;
    private boolean set;
    private long due;

    Alarm(AgentLoop loop, Runnable work) {
        this.loop = loop;
        this.work = work;
    }

    /** The work is done {@code delay} from now, or before if it was asked for earlier; once for both. */
    void within(Duration delay) {
        long asked = loop.now() + delay.toNanos();
        if (set && asked - due >= 0) {
            return;
        }
        set = true;
        due = asked;
        loop.after(delay, () -> ring(asked));
    }

    /** Only the earliest counts: what was set before it comes later, and finds nothing to do. */
    private void ring(long asked) {
        if (set && due == asked) {
            set = false;
            work.run();
        }
    }
}
