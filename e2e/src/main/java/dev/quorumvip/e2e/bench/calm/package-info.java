/** {@code bin/bench calm}. The door is {@link dev.quorumvip.e2e.bench.calm.CalmBench}. */
@NullMarked
package dev.quorumvip.e2e.bench.calm;

import org.jspecify.annotations.NullMarked;
