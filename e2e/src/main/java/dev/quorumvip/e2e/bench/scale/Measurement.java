package dev.quorumvip.e2e.bench.scale;

import java.time.Duration;

/**
 * What was seen with so many virtual IPs.
 *
 * @param vips how many
 * @param added from the first request to when all of them answered
 * @param fewest on one node
 * @param most on one node
 * @param cpuPercent of a core, of one agent while nothing happens; median of all
 * @param residentMegabytes of one agent; median of all
 * @param killed how many were on the node that was killed
 * @param slowestBack from the kill to when the last of these answered again, and went on to
 * @param othersLost replies that were missing of the other virtual IPs meanwhile
 * @param missedFrames that the probe was too slow for: with any, replies may only seem to be missing
 */
record Measurement(
        int vips,
        Duration added,
        int fewest,
        int most,
        double cpuPercent,
        double residentMegabytes,
        int killed,
        Duration slowestBack,
        int othersLost,
        long missedFrames) {}
