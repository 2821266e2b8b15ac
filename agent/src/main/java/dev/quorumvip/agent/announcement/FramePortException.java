package dev.quorumvip.agent.announcement;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An interface could not be opened for frames, or a frame was not taken. */
public final class FramePortException extends IOException {
    /** Why. */
    public enum Reason {
        /** The process lacks CAP_NET_RAW. */
        NO_CAPABILITY,
        /** libpcap is not installed. */
        LIBPCAP_MISSING,
        /** There is no interface of that name. */
        NO_SUCH_INTERFACE,
        /** The interface is down; it can be opened as soon as it is up. */
        LINK_DOWN,
        /** The interface does not carry Ethernet frames. */
        NOT_ETHERNET,
        /** The port was closed. */
        CLOSED,
        /**
         * Anything else, as the message says: the interface went down or away since it was opened, or the kernel
         * refused.
         */
        FAILED
    }

    private final Reason reason;
    private final String interfaceName;

    /**
     * A failure with its reason.
     *
     * @param detail what happened and how to mend it, for people; the interface's name is put before it
     */
    public FramePortException(Reason reason, String interfaceName, String detail, @Nullable Throwable cause) {
        super(interfaceName + ": " + detail, cause);
        this.reason = reason;
        this.interfaceName = interfaceName;
    }

    /** Why it failed. */
    public Reason reason() {
        return reason;
    }

    /** The interface that was to be used. */
    public String interfaceName() {
        return interfaceName;
    }
}
