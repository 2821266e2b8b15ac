/** The Helm chart, judged by what Helm makes of it and by what an API server thinks of that. */
@NullMarked
package dev.quorumvip.charts;

import org.jspecify.annotations.NullMarked;
