/** What an agent costs: memory, processor time, the time it takes to start, and how long its JVM stops it. */
@NullMarked
package dev.quorumvip.e2e.bench.footprint;

import org.jspecify.annotations.NullMarked;
