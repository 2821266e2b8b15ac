package dev.quorumvip.agent.state;

/**
 * Bytes that this version cannot read as what the log holds. Nothing may be skipped: a node that left an entry out
 * would hold another state than the others.
 */
public final class UnknownEntryException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnknownEntryException(String message, Throwable cause) {
        super(message, cause);
    }

    public UnknownEntryException(String message) {
        super(message);
    }
}
