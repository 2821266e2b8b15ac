package dev.quorumvip.api;

/** A text is no address that may become a virtual IP. */
public final class VipAddressException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ProblemReason reason;

    VipAddressException(ProblemReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The kind of refusal. */
    public ProblemReason reason() {
        return reason;
    }
}
