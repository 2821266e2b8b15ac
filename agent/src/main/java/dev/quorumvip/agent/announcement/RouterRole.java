package dev.quorumvip.agent.announcement;

/** Tells whether this machine is a router for IPv6, which its advertisements have to say. */
@FunctionalInterface
public interface RouterRole {
    /** A machine that forwards nothing. */
    RouterRole HOST = interfaceName -> false;

    /** Whether packets that come in on this interface are forwarded; false where that cannot be told. */
    boolean forwards(String interfaceName);
}
