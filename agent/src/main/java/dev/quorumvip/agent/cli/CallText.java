package dev.quorumvip.agent.cli;

import dev.quorumvip.client.AgentCallException;

/** What the user reads of a call that failed. */
final class CallText {
    private CallText() {}

    /** Why it failed and, if another address may be the mend, where that is said. */
    static String of(AgentCallException failure) {
        String hint = switch (failure.kind()) {
            case UNREACHABLE, NOT_AN_AGENT -> " (--http, QUORUMVIP_HTTP)";
            case REFUSED, SILENT, INTERRUPTED -> "";
        };
        return failure.getMessage() + hint;
    }
}
