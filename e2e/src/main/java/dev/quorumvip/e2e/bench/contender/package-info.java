/** What is measured: systems that keep a virtual IP on a segment, each behind {@link dev.quorumvip.e2e.bench.contender.Contender}. */
@NullMarked
package dev.quorumvip.e2e.bench.contender;

import org.jspecify.annotations.NullMarked;
