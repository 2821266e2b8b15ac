package dev.quorumvip.agent.health;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** How many runs of some kind may be under way at once, and who waits, first come first served. */
final class Places {
    private final Queue<Watch> waiting = new ArrayDeque<>();
    private int free;

    Places(int free) {
        this.free = free;
    }

    void await(Watch watch) {
        watch.waiting = true;
        waiting.add(watch);
    }

    /** Whoever has waited longest, with a place; empty if nobody waits or there is none. */
    Optional<Watch> admit() {
        while (free > 0 && !waiting.isEmpty()) {
            Watch watch = waiting.remove();
            if (!watch.gone) {
                watch.waiting = false;
                free--;
                return Optional.of(watch);
            }
        }
        return Optional.empty();
    }

    /** A place is free again. */
    void leave() {
        free++;
    }
}
