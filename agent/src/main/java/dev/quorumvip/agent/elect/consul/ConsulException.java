package dev.quorumvip.agent.elect.consul;

/** Consul did not do what it was asked. The message is for people: it says what would help where that is known. */
public final class ConsulException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ConsulTrouble trouble;

    public ConsulException(ConsulTrouble trouble, String message) {
        super(message);
        this.trouble = trouble;
    }

    /** What kind of trouble it is. */
    public ConsulTrouble trouble() {
        return trouble;
    }

    /** What is said of it. */
    public String text() {
        return String.valueOf(getMessage());
    }

    /** Whether another agent might do it. */
    boolean elsewhere() {
        return trouble == ConsulTrouble.UNREACHABLE
                || trouble == ConsulTrouble.NO_LEADER
                || trouble == ConsulTrouble.CERTIFICATE;
    }
}
