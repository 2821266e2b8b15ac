package dev.quorumvip.api;

/**
 * Whether virtual IPs are moved to spread them evenly, and how many may be on the move at once; 0 where they are not.
 *
 * @param once because somebody asked for it; ends by itself when they are spread
 * @param always by policy
 */
public record RebalanceStatus(int once, int always) {
    /** They stay where they are. */
    public static final RebalanceStatus OFF = new RebalanceStatus(0, 0);
}
