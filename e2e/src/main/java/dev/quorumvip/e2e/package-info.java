/**
 * Real agents on a network of namespaces, watched from outside: what the integration tests, the soak run and the demo
 * share.
 */
@NullMarked
package dev.quorumvip.e2e;

import org.jspecify.annotations.NullMarked;
