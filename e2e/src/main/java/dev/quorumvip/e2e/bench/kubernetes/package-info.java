/** Our agents driven by Kubernetes as a contender: {@link dev.quorumvip.e2e.bench.kubernetes.Kubernetes}. */
@NullMarked
package dev.quorumvip.e2e.bench.kubernetes;

import org.jspecify.annotations.NullMarked;
