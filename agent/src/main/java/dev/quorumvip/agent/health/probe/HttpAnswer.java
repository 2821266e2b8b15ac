package dev.quorumvip.agent.health.probe;

import java.util.Optional;

/**
 * An HTTP answer, as far as a check looks at it.
 *
 * @param location where it redirects to, if it says so
 * @param body what there is of it in the first 64 KiB; what is not UTF-8 is replaced
 */
record HttpAnswer(int status, Optional<String> location, String body) {}
