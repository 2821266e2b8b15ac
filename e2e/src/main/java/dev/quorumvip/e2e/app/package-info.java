/** Applications that agents check: they answer well or badly, as they are told. */
@NullMarked
package dev.quorumvip.e2e.app;

import org.jspecify.annotations.NullMarked;
