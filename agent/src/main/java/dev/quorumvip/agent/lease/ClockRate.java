package dev.quorumvip.agent.lease;

/** ρ: by how much the rates of two machines' monotonic clocks may differ (DESIGN invariant 4). */
public final class ClockRate {
    /**
     * One part in a thousand. Quartz is good to some 100 parts per million, and the kernel's time-keeping lets NTP slew
     * by at most 500 (MAXFREQ in {@code linux/timex.h}).
     */
    private static final long PARTS = 1_000;

    private ClockRate() {}

    /**
     * {@code nanos}·(1+ρ), rounded up: how long to wait on this clock so that at least {@code nanos} pass on any other.
     */
    public static long stretch(long nanos) {
        return nanos + Math.ceilDiv(nanos, PARTS);
    }
}
