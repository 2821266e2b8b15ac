package dev.quorumvip.e2e.bench.footprint;

import java.util.List;

/**
 * What was measured of one variant.
 *
 * @param residentMegabytes of each agent, after a while of idling
 * @param processorPercent of a core, of each agent, idle
 * @param startMillis from the start of the process until it said that it is ready, of one agent again and again
 * @param stopMillis each time that a JVM stopped all its threads, starts included
 */
record Footprint(
        Variant variant,
        List<Double> residentMegabytes,
        List<Double> processorPercent,
        List<Double> startMillis,
        List<Double> stopMillis) {}
