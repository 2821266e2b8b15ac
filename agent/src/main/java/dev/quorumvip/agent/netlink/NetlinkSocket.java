package dev.quorumvip.agent.netlink;

import com.sun.jna.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * A raw netlink socket in the network namespace of the thread that opens it. Not safe for use by several threads,
 * and not to be closed while it is used.
 */
public final class NetlinkSocket implements AutoCloseable {
    // The kernel makes no datagram of a dump longer than 32 KiB (net/netlink/af_netlink.c), and no other comes near
    // that.
    private static final int LONGEST_DATAGRAM = 64 * 1024;
    private static final int ADDRESS_LENGTH = 12; // struct sockaddr_nl
    private static final int PORT_AT = 4; // its nl_pid
    private static final byte[] KERNEL = address(0);

    private final int fd;
    private final Memory buffer = new Memory(LONGEST_DATAGRAM);
    private boolean closed;

    private NetlinkSocket(int fd) {
        this.fd = fd;
    }

    /** The kernel's part that a socket speaks with. */
    public enum Family {
        /** Addresses and links: rtnetlink(7). */
        ROUTE(Libc.NETLINK_ROUTE),
        /** Packet filters: {@code linux/netfilter/nfnetlink.h}. */
        NETFILTER(Libc.NETLINK_NETFILTER);

        private final int number;

        Family(int number) {
            this.number = number;
        }
    }

    /**
     * Opens a socket for requests; {@link #receive} waits for {@code answerTimeout} at most.
     *
     * @throws NetlinkException if the kernel refuses
     */
    public static NetlinkSocket forRequests(Family family, Duration answerTimeout) throws NetlinkException {
        NetlinkSocket socket = open(family, 0);
        // So that an error names its reason in words, and does not repeat the request. Kernels before 4.12 do neither.
        socket.setOption(Libc.SOL_NETLINK, Libc.NETLINK_EXT_ACK, 1);
        socket.setOption(Libc.SOL_NETLINK, Libc.NETLINK_CAP_ACK, 1);
        byte[] timeval = ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putLong(answerTimeout.toSeconds())
                .putLong(answerTimeout.toNanosPart() / 1000)
                .array();
        if (!socket.setOption(Libc.SOL_SOCKET, Libc.SO_RCVTIMEO, timeval)) {
            int errno = Libc.errno();
            socket.close();
            throw new NetlinkException(errno, "set the time-out of a netlink socket");
        }
        return socket;
    }

    /**
     * Opens a socket that is sent what happens.
     *
     * @param groups {@code RTMGRP_} bits
     * @param receiveBufferBytes how much the kernel keeps for a slow reader, as far as it agrees
     * @throws NetlinkException if the kernel refuses
     */
    static NetlinkSocket forNotifications(int groups, int receiveBufferBytes) throws NetlinkException {
        NetlinkSocket socket = open(Family.ROUTE, groups);
        if (!socket.setOption(Libc.SOL_SOCKET, Libc.SO_RCVBUFFORCE, receiveBufferBytes)) {
            socket.setOption(Libc.SOL_SOCKET, Libc.SO_RCVBUF, receiveBufferBytes);
        }
        return socket;
    }

    int fd() {
        return fd;
    }

    /** @throws NetlinkException naming {@code request} if the kernel does not take it */
    public void send(byte[] message, String request) throws NetlinkException {
        checkOpen(request);
        while (Libc.sendto(fd, message, message.length, 0, KERNEL, ADDRESS_LENGTH) < 0) {
            int errno = Libc.errno();
            if (errno != Errno.EINTR) {
                throw new NetlinkException(errno, request);
            }
        }
    }

    /**
     * Waits for the next datagram of the kernel.
     *
     * @throws NetlinkException ETIMEDOUT if none comes
     */
    public byte[] receive(String request) throws NetlinkException {
        try {
            return receive(request, 0);
        } catch (NetlinkException e) {
            // EAGAIN is how SO_RCVTIMEO reports that the time is over (socket(7)).
            throw e.errno() == Errno.EAGAIN
                    ? new NetlinkException(Errno.ETIMEDOUT, request, "the kernel did not answer")
                    : e;
        }
    }

    /** The next datagram of the kernel, or EAGAIN if there is none. */
    byte[] receiveNow(String request) throws NetlinkException {
        return receive(request, Libc.MSG_DONTWAIT);
    }

    private byte[] receive(String request, int flags) throws NetlinkException {
        checkOpen(request);
        byte[] sender = new byte[ADDRESS_LENGTH];
        while (true) {
            long length = Libc.recvfrom(
                    fd, buffer, LONGEST_DATAGRAM, flags | Libc.MSG_TRUNC, sender, new int[] {ADDRESS_LENGTH});
            if (length < 0) {
                int errno = Libc.errno();
                if (errno != Errno.EINTR) {
                    throw new NetlinkException(errno, request);
                }
            } else if (length > LONGEST_DATAGRAM) {
                throw new NetlinkException(Errno.EBADMSG, request, "answer of " + length + " bytes");
            } else if (isKernel(sender)) {
                return buffer.getByteArray(0, (int) length);
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
            buffer.close();
        }
    }

    private void checkOpen(String request) throws NetlinkException {
        if (closed) {
            throw new NetlinkException(Errno.EBADF, request, "the socket is closed");
        }
    }

    private static NetlinkSocket open(Family family, int groups) throws NetlinkException {
        int fd = Libc.socket(Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, family.number);
        if (fd < 0) {
            throw new NetlinkException(Libc.errno(), "open a netlink socket");
        }
        if (Libc.bind(fd, address(groups), ADDRESS_LENGTH) < 0) {
            int errno = Libc.errno();
            Libc.close(fd);
            throw new NetlinkException(errno, "bind a netlink socket to groups " + groups);
        }
        return new NetlinkSocket(fd);
    }

    private boolean setOption(int level, int option, int value) {
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
        return setOption(level, option, bytes);
    }

    private boolean setOption(int level, int option, byte[] value) {
        return Libc.setsockopt(fd, level, option, value, value.length) == 0;
    }

    /** Other processes may send to a netlink socket too, if they are privileged; only the kernel has port 0. */
    private static boolean isKernel(byte[] sender) {
        return ByteBuffer.wrap(sender).order(ByteOrder.nativeOrder()).getInt(PORT_AT) == 0;
    }

    private static byte[] address(int groups) {
        return ByteBuffer.allocate(ADDRESS_LENGTH)
                .order(ByteOrder.nativeOrder())
                .putShort((short) Libc.AF_NETLINK)
                .putShort((short) 0) // padding
                .putInt(0) // nl_pid: the kernel's, and for bind "choose one"
                .putInt(groups)
                .array();
    }
}
