package dev.quorumvip.agent.config;

/** What to do about the fence that keeps lease deadlines in the kernel, to the millisecond. */
public enum KernelFenceMode {
    /** Arm it if that can be done; else say so, and have the voters wait longer. */
    AUTO,

    /** Do not start without it. */
    REQUIRED,

    /** Do without it: the address's lifetime, in whole seconds, is the kernel's only fence. */
    OFF
}
