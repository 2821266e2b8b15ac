package dev.quorumvip.agent.health.probe;

import java.io.IOException;

/** What came is not an HTTP answer; the message says where it goes wrong. */
final class HttpFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    HttpFormatException(String message) {
        super(message);
    }
}
