package dev.quorumvip.agent.netlink;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * The C library's functions that this package calls, as their manual pages describe them; {@code -1} is failure, and
 * {@link #errno()} then says why. Their {@code long} and {@code size_t} are taken to have 64 bits, as they have on
 * every Linux that Java 25 runs on.
 */
final class Libc {
    static final int AF_NETLINK = 16;
    static final int SOCK_RAW = 3;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int NETLINK_ROUTE = 0;
    static final int NETLINK_NETFILTER = 12;

    static final int SOL_SOCKET = 1;
    static final int SO_RCVBUF = 8;
    static final int SO_RCVTIMEO = 20;
    static final int SO_RCVBUFFORCE = 33;
    static final int SOL_NETLINK = 270;
    static final int NETLINK_CAP_ACK = 10;
    static final int NETLINK_EXT_ACK = 11;

    static final int MSG_TRUNC = 0x20;
    static final int MSG_DONTWAIT = 0x40;

    static final int O_CLOEXEC = 0x80000;
    static final int EFD_CLOEXEC = 0x80000;
    static final int EFD_NONBLOCK = 0x800;
    static final int CLONE_NEWNET = 0x40000000;
    static final int CLOCK_BOOTTIME = 7;
    static final int SCHED_RR = 2;

    static {
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    /** Why the last call of this thread failed. */
    static int errno() {
        return Native.getLastError();
    }

    static native int socket(int domain, int type, int protocol);

    static native int bind(int fd, byte[] address, int addressLength);

    static native int setsockopt(int fd, int level, int option, byte[] value, int valueLength);

    static native long sendto(int fd, byte[] message, long length, int flags, byte[] address, int addressLength);

    static native long recvfrom(
            int fd, Pointer buffer, long length, int flags, byte[] senderAddress, int[] senderAddressLength);

    static native int poll(Pointer pollFds, long count, int timeoutMillis);

    static native int eventfd(int initialValue, int flags);

    static native long write(int fd, byte[] bytes, long count);

    static native int open(String path, int flags);

    static native int close(int fd);

    static native int setns(int fd, int namespaceType);

    static native int sched_setscheduler(int pid, int policy, int[] schedParam);

    static native int sched_getscheduler(int pid);

    static native int clock_gettime(int clock, long[] timespec);
}
