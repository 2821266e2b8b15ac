/** Certificates for tests, of this module and of others. */
@NullMarked
package dev.quorumvip.tls.testing;

import org.jspecify.annotations.NullMarked;
