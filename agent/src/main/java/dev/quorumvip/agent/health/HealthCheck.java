package dev.quorumvip.agent.health;

/**
 * One thing that is asked again and again, to know whether a node can serve a VIP. Every node that may get the VIP asks
 * it of itself. A VIP can have several checks, which must all pass. Checks that are equal are one check: they run once,
 * for all VIPs that have them.
 */
public sealed interface HealthCheck permits HttpCheck, TcpCheck, ExecCheck {
    /** A DNS label, told apart among the checks of one VIP. */
    String name();

    CheckTiming timing();

    CheckKind kind();
}
