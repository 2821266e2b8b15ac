/** Benchmarks: {@code bin/bench}. Each has a package with a class of its own to start from. */
@NullMarked
package dev.quorumvip.e2e.bench;

import org.jspecify.annotations.NullMarked;
