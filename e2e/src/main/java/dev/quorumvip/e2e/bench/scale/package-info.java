/** How a cluster does with very many virtual IPs, {@link dev.quorumvip.e2e.bench.scale.ScaleBench}. */
@NullMarked
package dev.quorumvip.e2e.bench.scale;

import org.jspecify.annotations.NullMarked;
