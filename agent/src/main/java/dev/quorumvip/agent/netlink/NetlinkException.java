package dev.quorumvip.agent.netlink;

import java.io.IOException;

/** The kernel refused a request, or did not answer it. */
public final class NetlinkException extends IOException {
    private final int errno;
    private final String request;

    public NetlinkException(int errno, String request) {
        this(errno, request, "");
    }

    public NetlinkException(int errno, String request, String detail) {
        super(request + ": " + Errno.describe(errno) + (detail.isEmpty() ? "" : ", " + detail));
        this.errno = errno;
        this.request = request;
    }

    public NetlinkException(String request, Throwable unreadableAnswer) {
        super(request + ": unreadable answer", unreadableAnswer);
        this.errno = Errno.EBADMSG;
        this.request = request;
    }

    /**
     * The kernel's error number, such as 1, EPERM, without CAP_NET_ADMIN, or 19, ENODEV, for an interface that is gone.
     * 110, ETIMEDOUT, when no answer came; 74, EBADMSG, when it could not be read.
     */
    public int errno() {
        return errno;
    }

    /** What was asked, for people, such as {@code "bind 192.0.2.10/32 to interface 2"}. */
    public String request() {
        return request;
    }

    /** Whether the interface that was named does not exist, or does no more. */
    public boolean isNoSuchInterface() {
        return errno == Errno.ENODEV || errno == Errno.ENXIO;
    }
}
