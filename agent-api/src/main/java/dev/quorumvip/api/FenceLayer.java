package dev.quorumvip.api;

/**
 * One of the means that take an address out of service at the lease's deadline.
 *
 * @param layer a short name, such as {@code timer}, {@code nftables} or {@code address-lifetime}
 * @param armed whether it would act now
 * @param detail one sentence for people: what it does, or why it is not armed
 */
public record FenceLayer(String layer, boolean armed, String detail) {}
