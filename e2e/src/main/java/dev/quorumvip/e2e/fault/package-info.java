/** What can befall a node, and how it is mended: shared by the tests, the soak run and the demo. */
@NullMarked
package dev.quorumvip.e2e.fault;

import org.jspecify.annotations.NullMarked;
