package dev.quorumvip.operator.events;

import java.time.Instant;

/**
 * Something to be told about a VIP, as a Kubernetes Event.
 *
 * @param vip the VirtualIP's name
 * @param key tells it from all others about that VIP: told twice under the same key, it is one Event
 * @param warning whether it is bad news
 * @param reason one word for programs, such as {@code FailedOver}
 * @param action what was done, one word
 * @param note a sentence for people
 * @param at when it happened
 */
public record Notice(String vip, String key, boolean warning, String reason, String action, String note, Instant at) {
    /** The longest note that the API takes. */
    private static final int NOTE_MAX = 1_024;

    public Notice {
        note = note.length() <= NOTE_MAX ? note : note.substring(0, NOTE_MAX - 1) + "…";
    }
}
