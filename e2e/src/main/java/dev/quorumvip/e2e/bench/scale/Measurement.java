package dev.quorumvip.e2e.bench.scale;

import java.time.Duration;
import java.util.List;

/**
 * What was seen with so many virtual IPs.
 *
 * @param vips how many
 * @param added from the first request to when all of them answered
 * @param fewest on one node, then
 * @param most on one node, then
 * @param cpuPercent of a core, of each agent, while nothing happens
 * @param residentMegabytes of each agent
 * @param kills in their order
 */
record Measurement(
        int vips,
        Duration added,
        int fewest,
        int most,
        List<Double> cpuPercent,
        List<Double> residentMegabytes,
        List<Kill> kills) {
    Measurement {
        cpuPercent = List.copyOf(cpuPercent);
        residentMegabytes = List.copyOf(residentMegabytes);
        kills = List.copyOf(kills);
    }

    /**
     * A node's death.
     *
     * @param leader whether it led the cluster
     * @param held how many of the virtual IPs it had
     * @param firstBack from the kill to when the first of these answered again, and went on to
     * @param lastBack the same of the last; no less than what the probe watched if that one did not come back
     * @param stayedAway how many did not answer at the end
     * @param othersLost replies of the other virtual IPs that were missing meanwhile
     * @param doubleAnswers times in which two nodes answered for one of the virtual IPs that were watched for that
     * @param missedFrames that the probe was too slow for: with any, replies may only seem to be missing
     */
    record Kill(
            boolean leader,
            int held,
            Duration firstBack,
            Duration lastBack,
            int stayedAway,
            int othersLost,
            int doubleAnswers,
            long missedFrames) {
        Kill withDoubleAnswers(int times) {
            return new Kill(leader, held, firstBack, lastBack, stayedAway, othersLost, times, missedFrames);
        }
    }
}
