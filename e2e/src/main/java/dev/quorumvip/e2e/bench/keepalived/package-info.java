/** Debian's keepalived as a contender: {@link dev.quorumvip.e2e.bench.keepalived.Keepalived}. */
@NullMarked
package dev.quorumvip.e2e.bench.keepalived;

import org.jspecify.annotations.NullMarked;
