package dev.quorumvip.agent.definition;

import java.time.Duration;

/** Whether a VIP moves from a healthy holder to a node with a higher priority. */
public sealed interface Preemption {
    /** It stays where it is. */
    record Never() implements Preemption {}

    /** At once. */
    record Always() implements Preemption {}

    /** Once that node could have held it for so long without a break. */
    record After(Duration delay) implements Preemption {
        public After {
            if (!delay.isPositive()) {
                throw new IllegalArgumentException("a delay is positive, not " + delay);
            }
        }
    }
}
