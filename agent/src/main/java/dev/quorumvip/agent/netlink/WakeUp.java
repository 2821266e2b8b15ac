package dev.quorumvip.agent.netlink;

import com.sun.jna.Memory;

/**
 * Lets one thread wait in poll(2) for a file descriptor, and another call it off, at once and for good, by an
 * eventfd(2). The waiting thread closes it; calling off before the opening and after the close is fine.
 */
final class WakeUp implements AutoCloseable {
    private static final short POLLIN = 1;
    private static final int POLLFD_LENGTH = 8; // struct pollfd: int fd, short events, short revents
    private static final int REVENTS_AT = 6;
    private static final int NOT_OPEN = -1;
    // Against a wake-up that is lost for a reason nobody thought of: the thread looks around this often anyway.
    private static final int LONGEST_WAIT_MILLIS = 1000;

    private int eventFd = NOT_OPEN;
    private volatile boolean awake;

    synchronized void open() throws NetlinkException {
        int fd = Libc.eventfd(awake ? 1 : 0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
        if (fd < 0) {
            throw new NetlinkException(Libc.errno(), "open an eventfd");
        }
        eventFd = fd;
    }

    synchronized void wake() {
        awake = true;
        if (eventFd != NOT_OPEN) {
            byte[] one = new byte[Long.BYTES];
            one[0] = 1; // a count of 1 on a little-endian machine, of more on others: anything but 0 wakes
            Libc.write(eventFd, one, one.length);
        }
    }

    boolean isAwake() {
        return awake;
    }

    /** The argument of {@link #awaitReadable}: our own descriptor first, then {@code fd}. */
    Memory pollFds(int fd) {
        Memory pollFds = new Memory(2 * POLLFD_LENGTH);
        pollFds.clear();
        set(pollFds, 0, eventFd);
        set(pollFds, 1, fd);
        return pollFds;
    }

    /** Waits until the descriptor has something (an error too), and answers false when it was called off instead. */
    boolean awaitReadable(Memory pollFds) {
        while (!awake) {
            int ready = Libc.poll(pollFds, 2, LONGEST_WAIT_MILLIS);
            if (!awake && ready > 0 && pollFds.getShort(POLLFD_LENGTH + REVENTS_AT) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Waits for so long, or until it is called off. */
    void await(int millis) {
        try (Memory pollFds = pollFds(eventFd)) {
            Libc.poll(pollFds, 1, millis);
        }
    }

    @Override
    public synchronized void close() {
        awake = true;
        if (eventFd != NOT_OPEN) {
            Libc.close(eventFd);
            eventFd = NOT_OPEN;
        }
    }

    private static void set(Memory pollFds, int position, int fd) {
        pollFds.setInt((long) position * POLLFD_LENGTH, fd);
        pollFds.setShort((long) position * POLLFD_LENGTH + Integer.BYTES, POLLIN);
    }
}
