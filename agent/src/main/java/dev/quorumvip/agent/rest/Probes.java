package dev.quorumvip.agent.rest;

import dev.quorumvip.api.Readiness;

/** What machines that watch a program may ask of it. */
public interface Probes {
    /** Whether its own threads make progress, whatever others do. */
    boolean live();

    /** Whether it can do its work now. */
    Readiness ready();
}
