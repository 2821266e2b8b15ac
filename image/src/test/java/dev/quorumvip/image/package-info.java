@NullMarked
package dev.quorumvip.image;

import org.jspecify.annotations.NullMarked;
