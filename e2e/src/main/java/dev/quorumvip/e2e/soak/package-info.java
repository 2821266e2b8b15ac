/** A long run of random faults from a seed: {@code bin/soak}. The door is {@link dev.quorumvip.e2e.soak.Soak}. */
@NullMarked
package dev.quorumvip.e2e.soak;

import org.jspecify.annotations.NullMarked;
