package dev.quorumvip.e2e.net;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;

/** The few system calls that Java has no word for. Each throws {@link LastErrorException} with errno when it fails. */
public interface Libc extends Library {
    Libc C = Native.load("c", Libc.class);

    int O_RDONLY = 0;
    int O_CLOEXEC = 0x80000;

    /** {@code CLONE_NEWNET} of linux/sched.h: the descriptor given to {@link #setns} must be a network namespace. */
    int CLONE_NEWNET = 0x40000000;

    int SIGKILL = 9;
    int SIGTERM = 15;
    int SIGCONT = 18;
    int SIGSTOP = 19;

    int open(String path, int flags) throws LastErrorException;

    int close(int fd) throws LastErrorException;

    /** Moves the calling thread, and only that one, into a namespace: setns(2). */
    int setns(int fd, int namespaceType) throws LastErrorException;

    int kill(int pid, int signal) throws LastErrorException;

    int AF_INET = 2;
    int AF_INET6 = 10;
    int SOCK_RAW = 3;
    int IPPROTO_ICMP = 1;
    int IPPROTO_ICMPV6 = 58;
    int MSG_DONTWAIT = 0x40;
    int SCHED_RR = 2;

    int socket(int domain, int type, int protocol) throws LastErrorException;

    /** @param address a {@code struct sockaddr} */
    NativeLong sendto(int fd, byte[] message, NativeLong length, int flags, byte[] address, int addressLength)
            throws LastErrorException;

    /**
     * @param pid 0 for the calling thread
     * @param parameters {@code struct sched_param}: the priority alone
     */
    int sched_setscheduler(int pid, int policy, int[] parameters) throws LastErrorException;
}
