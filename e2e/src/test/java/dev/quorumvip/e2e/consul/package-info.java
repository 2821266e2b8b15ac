/** A real Consul cluster, electors, and what stands in for vip-manager. */
@NullMarked
package dev.quorumvip.e2e.consul;

import org.jspecify.annotations.NullMarked;
