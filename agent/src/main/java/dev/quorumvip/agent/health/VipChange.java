package dev.quorumvip.agent.health;

/**
 * What this node can say of a VIP is another thing now. Every VIP begins as {@link VipHealth#UNKNOWN}, which nobody is
 * told.
 *
 * @param reason for people: {@code primary: HTTP 500, 3 times in a row}
 */
public record VipChange(String vip, VipHealth before, VipHealth after, String reason) {}
