/** Health, readiness and metrics by HTTP. {@link dev.quorumvip.operator.http.ProbeServer} is the door. */
@NullMarked
package dev.quorumvip.operator.http;

import org.jspecify.annotations.NullMarked;
