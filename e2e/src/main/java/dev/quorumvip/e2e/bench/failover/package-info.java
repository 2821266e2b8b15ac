/** {@code bin/bench failover}. The door is {@link dev.quorumvip.e2e.bench.failover.FailoverBench}. */
@NullMarked
package dev.quorumvip.e2e.bench.failover;

import org.jspecify.annotations.NullMarked;
