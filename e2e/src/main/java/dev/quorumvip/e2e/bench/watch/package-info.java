/** What is seen from outside: {@link dev.quorumvip.e2e.bench.watch.Eyes}. */
@NullMarked
package dev.quorumvip.e2e.bench.watch;

import org.jspecify.annotations.NullMarked;
