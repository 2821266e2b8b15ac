/** Tables, plot and files of results; knows nothing of how they came about. */
@NullMarked
package dev.quorumvip.e2e.bench.report;

import org.jspecify.annotations.NullMarked;
