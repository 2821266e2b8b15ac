/** The container image: built as bin/image does, unpacked, and run with the rights of a container. */
@NullMarked
package dev.quorumvip.e2e.image;

import org.jspecify.annotations.NullMarked;
