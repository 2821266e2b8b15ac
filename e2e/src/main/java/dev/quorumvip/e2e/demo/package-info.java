/** The demo of the README: {@code bin/demo}. The door is {@link dev.quorumvip.e2e.demo.Demo}. */
@NullMarked
package dev.quorumvip.e2e.demo;

import org.jspecify.annotations.NullMarked;
