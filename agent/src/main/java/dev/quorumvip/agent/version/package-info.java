/** Which version this is: told by the command line and by status alike, and so a room of its own that knows neither. */
@NullMarked
package dev.quorumvip.agent.version;

import org.jspecify.annotations.NullMarked;
