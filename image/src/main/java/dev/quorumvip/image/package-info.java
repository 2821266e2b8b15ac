/**
 * Writes a container image from directories: layers with owners, modes and file capabilities that the directories themselves
 * need not have, so that neither root nor a container engine is asked for. The same input gives the same bytes.
 */
@NullMarked
package dev.quorumvip.image;

import org.jspecify.annotations.NullMarked;
