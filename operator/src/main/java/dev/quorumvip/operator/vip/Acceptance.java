package dev.quorumvip.operator.vip;

import org.jspecify.annotations.Nullable;

/** Whether a VirtualIP's spec can be carried out as it is. */
sealed interface Acceptance {
    /** The agents have it. */
    record Accepted() implements Acceptance {}

    /**
     * It cannot.
     *
     * @param reason one word
     * @param message a sentence for people
     */
    record Refused(String reason, String message) implements Acceptance {}

    /**
     * Nobody knows yet.
     *
     * @param message what is waited for
     */
    record Open(@Nullable String message) implements Acceptance {}
}
