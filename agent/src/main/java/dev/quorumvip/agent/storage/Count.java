package dev.quorumvip.agent.storage;

/**
 * The body of a counter's file.
 *
 * @param count how often it was counted, from 0
 */
record Count(long count) {
    Count {
        if (count < 0) {
            throw new IllegalArgumentException("count " + count + " is negative");
        }
    }
}
