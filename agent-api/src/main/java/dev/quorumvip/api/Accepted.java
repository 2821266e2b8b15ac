package dev.quorumvip.api;

/**
 * Body of a 202: the change is in the log; addresses follow within a few lease durations.
 *
 * @param message always {@code OK}, as in dqlite-vip
 */
public record Accepted(String message) {
    /** The one there is. */
    public static final Accepted OK = new Accepted("OK");
}
